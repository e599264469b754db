using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Registries;
using RegistryMessage = Nebius.Registry.Iam.Protos.Registries.Registry;

namespace Nebius.Registry.Emulator;

/// <summary>nebius.registry.v1.RegistryService: Get and List.</summary>
internal sealed class RegistriesApi(EmulatorState state) : RegistryService.RegistryServiceBase
{
    public override Task<RegistryMessage> Get(GetRegistryRequest request, ServerCallContext context)
    {
        if (request.Id.Length == 0)
        {
            throw ApiErrors.Registries.Invalid("id", "is required");
        }

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

        var caller = ApiCaller.Of(context);
        var (registries, next) = Paging.Take(
            state.Registries.All.Where(registry => registry.ProjectId == request.ParentId && registry.MayView(caller)),
            registry => registry.ResourceId,
            new PageRequest(request.ParentId, request.PageSize, request.PageToken, request.Filter),
            ApiErrors.Registries);
        return Task.FromResult(new ListRegistriesResponse { Items = { registries.Select(ToMessage) }, NextPageToken = next });
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
        Spec = new RegistrySpec(),
        Status = new RegistryStatus { State = (RegistryStatus.Types.State)registry.State, RegistryFqdn = registry.Host },
    };
}
