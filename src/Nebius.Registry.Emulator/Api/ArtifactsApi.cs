using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Registries;
using ArtifactMessage = Nebius.Registry.Iam.Protos.Registries.Artifact;

namespace Nebius.Registry.Emulator;

/// <summary>
/// nebius.registry.v1.ArtifactService: the manifests and indexes of a registry. Assumed: that blobs are not listed, that the name is that of
/// the repository, and which right a call needs. Times are not set.
/// </summary>
internal sealed class ArtifactsApi(EmulatorState state) : ArtifactService.ArtifactServiceBase
{
    private DateTimeOffset Now => state.Options.Time.GetUtcNow();

    public override Task<ArtifactMessage> Get(GetArtifactRequest request, ServerCallContext context)
    {
        var artifact = Find(request.Id);
        return artifact.Registry.MayView(ApiCaller.Of(context))
            ? Task.FromResult(ToMessage(artifact))
            : throw ApiErrors.Registries.Denied(request.Id);
    }

    public override Task<ListArtifactsResponse> List(ListArtifactsRequest request, ServerCallContext context)
    {
        if (request.ParentId.Length == 0)
        {
            throw ApiErrors.Registries.Invalid("parent_id", "is required");
        }

        state.Changes.Settle(Now);
        var registry = state.Registries.All.FirstOrDefault(one => one.ResourceId == request.ParentId)
            ?? throw ApiErrors.Registries.NotFound(request.ParentId);
        if (!registry.MayView(ApiCaller.Of(context)))
        {
            throw ApiErrors.Registries.Denied(request.ParentId);
        }

        var (artifacts, next) = Paging.Take(
            StoredArtifact.AllOf(registry),
            artifact => artifact.Id,
            new PageRequest(request.ParentId, request.PageSize, request.PageToken, request.Filter),
            ApiErrors.Registries);
        return Task.FromResult(new ListArtifactsResponse { Items = { artifacts.Select(ToMessage) }, NextPageToken = next });
    }

    /// <summary>Deletes a manifest with its tags.</summary>
    public override Task<Operation> Delete(DeleteArtifactRequest request, ServerCallContext context)
    {
        var artifact = Find(request.Id);
        var caller = ApiCaller.Of(context);
        if (artifact.Registry.RightsOf(caller) < RegistryRights.Push)
        {
            throw ApiErrors.Registries.Denied(request.Id);
        }

        // A call during the removal returns the operation that removes it.
        var operation = state.Changes.FindPending(artifact.Id);
        if (operation is null)
        {
            operation = state.Iam.Operations.Begin("Delete artifact", caller, artifact.Registry.ProjectId, artifact.Id, ofRegistries: true);
            state.Changes.Add(operation, succeeded =>
            {
                if (succeeded)
                {
                    artifact.Delete();
                }
            });
            state.Changes.Settle(Now);
        }

        return Task.FromResult(operation.ToMessage(Now));
    }

    private StoredArtifact Find(string id)
    {
        if (id.Length == 0)
        {
            throw ApiErrors.Registries.Invalid("id", "is required");
        }

        state.Changes.Settle(Now);
        return state.Registries.All.SelectMany(StoredArtifact.AllOf).FirstOrDefault(artifact => artifact.Id == id)
            ?? throw ApiErrors.Registries.NotFound(id);
    }

    private ArtifactMessage ToMessage(StoredArtifact artifact) => new()
    {
        Id = artifact.Id,
        Name = artifact.Repository,
        MediaType = artifact.Manifest.MediaType,
        Digest = artifact.Manifest.Digest,
        Size = artifact.Manifest.Content.Length,
        Status = state.Changes.FindPending(artifact.Id) is null
            ? ArtifactMessage.Types.Status.Active
            : ArtifactMessage.Types.Status.Deleting,
        Type = artifact.IsIndex ? ArtifactMessage.Types.Type.ManifestList : ArtifactMessage.Types.Type.Manifest,
        Tags = { artifact.Tags },
    };
}

/// <summary>A manifest or index in a repository of a registry.</summary>
internal sealed record StoredArtifact(EmulatedRegistry Registry, string Repository, StoredManifest Manifest)
{
    private const int RoutingCodeLength = 3;
    private const int IdDigits = 16;

    /// <summary>The ID, the same each time: <c>artifact-</c>, the routing code of the registry, and a hash.</summary>
    public string Id { get; } = CreateId(Registry, $"{Registry.Id}/{Repository}@{Manifest.Digest}");

    public bool IsIndex => Manifest.MediaType is "application/vnd.oci.image.index.v1+json"
        or "application/vnd.docker.distribution.manifest.list.v2+json";

    public IEnumerable<string> Tags =>
        Registry.Content.Tags(Repository).Where(tag => Registry.FindManifest(Repository, tag)?.Digest == Manifest.Digest);

    public static IEnumerable<StoredArtifact> AllOf(EmulatedRegistry registry) =>
        from repository in registry.Content.Repositories
        from manifest in registry.Content.Manifests(repository)
        select new StoredArtifact(registry, repository, manifest);

    public void Delete() => Registry.Content.Find(Repository)?.DeleteManifest(Manifest.Digest);

    private static string CreateId(EmulatedRegistry registry, string content)
    {
        var code = registry.Id.Length >= RoutingCodeLength ? registry.Id[..RoutingCodeLength] : "e00";
        return $"artifact-{code}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..IdDigits]}";
    }
}
