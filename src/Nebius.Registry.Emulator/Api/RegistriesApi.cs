using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Registries;
using RegistryMessage = Nebius.Registry.Iam.Protos.Registries.Registry;

namespace Nebius.Registry.Emulator;

/// <summary>nebius.registry.v1.RegistryService: Get, List and Create. The right to create one is assumed.</summary>
internal sealed class RegistriesApi(EmulatorState state) : RegistryService.RegistryServiceBase
{
    public override Task<RegistryMessage> Get(GetRegistryRequest request, ServerCallContext context)
    {
        if (request.Id.Length == 0)
        {
            throw ApiErrors.Registries.Invalid("id", "is required");
        }

        state.Changes.Settle(state.Options.Time.GetUtcNow());
        var registry = state.Registries.All.FirstOrDefault(one => one.ResourceId == request.Id)
            ?? throw ApiErrors.Registries.NotFound(request.Id);
        return registry.MayView(ApiCaller.Of(context))
            ? Task.FromResult(ToMessage(registry))
            : throw ApiErrors.Registries.Denied(request.Id);
    }

    /// <summary>Lists the registries that the caller can see; none for an unknown project.</summary>
    public override Task<ListRegistriesResponse> List(ListRegistriesRequest request, ServerCallContext context)
    {
        if (request.ParentId.Length == 0)
        {
            throw ApiErrors.Registries.Invalid("parent_id", "is required");
        }

        state.Changes.Settle(state.Options.Time.GetUtcNow());
        var caller = ApiCaller.Of(context);
        var (registries, next) = Paging.Take(
            state.Registries.All.Where(registry => registry.ProjectId == request.ParentId && registry.MayView(caller)),
            registry => registry.ResourceId,
            new PageRequest(request.ParentId, request.PageSize, request.PageToken, request.Filter),
            ApiErrors.Registries);
        return Task.FromResult(new ListRegistriesResponse { Items = { registries.Select(ToMessage) }, NextPageToken = next });
    }

    /// <summary>Creates a registry in the region of its project; the caller may push to it.</summary>
    public override Task<Operation> Create(CreateRegistryRequest request, ServerCallContext context)
    {
        var project = Required(request.Metadata?.ParentId, "metadata.parent_id");
        var name = Required(request.Metadata?.Name, "metadata.name");
        var caller = ApiCaller.Of(context);
        if (!state.Iam.MayCreateRegistries(caller, project))
        {
            throw ApiErrors.Registries.Denied(project);
        }

        if (state.Registries.All.FirstOrDefault(other => other.ProjectId == project && other.Name == name) is { } existing)
        {
            throw ApiErrors.Registries.AlreadyExists(existing.ResourceId);
        }

        var registry = state.Registries.AddFor(project);
        registry.ProjectId = project;
        registry.Name = name;
        registry.Description = request.Spec?.Description ?? "";
        registry.State = RegistryState.Creating;
        registry.Grant(state.Iam.FindAccount(caller.Name)!, RegistryRights.Push);
        var operation = state.Iam.Operations.Begin("Create registry", caller, project, registry.ResourceId, ofRegistries: true);
        state.Changes.Add(operation, succeeded => End(registry, succeeded));
        var now = state.Options.Time.GetUtcNow();
        state.Changes.Settle(now);
        return Task.FromResult(operation.ToMessage(now));
    }

    private static string Required(string? value, string field) =>
        string.IsNullOrEmpty(value) ? throw ApiErrors.Registries.Invalid(field, "is required") : value;

    private void End(EmulatedRegistry registry, bool succeeded)
    {
        if (succeeded)
        {
            registry.State = RegistryState.Active;
        }
        else
        {
            state.Registries.Remove(registry);
        }
    }

    private static RegistryMessage ToMessage(EmulatedRegistry registry) => new()
    {
        Metadata = new ResourceMetadata
        {
            Id = registry.ResourceId,
            ParentId = registry.ProjectId,
            Name = registry.Name,
            CreatedAt = registry.CreatedAt.ToTimestamp(),
        },
        Spec = new RegistrySpec { Description = registry.Description },
        Status = new RegistryStatus
        {
            State = (RegistryStatus.Types.State)registry.State,
            ImagesCount = registry.Content.Repositories.Sum(repository => registry.Content.Manifests(repository).Count),
            RegistryFqdn = registry.Host,
        },
    };
}
