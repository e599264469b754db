using System.Globalization;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>Lists tags and referrers: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#content-discovery.</summary>
internal static class DiscoveryEndpoints
{
    private const string IndexMediaType = "application/vnd.oci.image.index.v1+json";

    public static Task ListTagsAsync(RegistryCall call)
    {
        var last = call.Request.Query["last"].ToString();
        List<string> tags = [.. call.FindRepository().Tags.SkipWhile(tag => string.CompareOrdinal(tag, last) <= 0 && last.Length > 0)];
        var count = PageSize(call, tags.Count);
        if (count > 0 && count < tags.Count)
        {
            call.Response.Headers.Link = $"<{call.BasePath}/tags/list?n={count}&last={tags[count - 1]}>; rel=\"next\"";
        }

        return RegistryResponses.WriteJsonAsync(call.Context, "application/json", new JsonObject
        {
            ["name"] = call.Route.Name,
            ["tags"] = new JsonArray([.. tags.Take(count).Select(tag => JsonValue.Create(tag))]),
        });
    }

    public static Task ListReferrersAsync(RegistryCall call)
    {
        if (!Digest.IsValid(call.Reference))
        {
            throw RegistryFailure.DigestInvalid();
        }

        var wanted = call.Request.Query["artifactType"].ToString();
        if (wanted.Length > 0)
        {
            call.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        // An unknown subject or repository has no referrers: an empty list, not a 404.
        var referrers = call.Store.Manifests(call.RepositoryName)
            .Where(manifest => manifest.References.Subject == call.Reference)
            .Where(manifest => wanted.Length == 0 || manifest.References.ArtifactType == wanted);
        return RegistryResponses.WriteJsonAsync(call.Context, IndexMediaType, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = IndexMediaType,
            ["manifests"] = new JsonArray([.. referrers.Select(Describe)]),
        });
    }

    private static JsonObject Describe(StoredManifest manifest)
    {
        var descriptor = new JsonObject
        {
            ["mediaType"] = manifest.MediaType,
            ["digest"] = manifest.Digest,
            ["size"] = manifest.Content.Length,
        };
        if (manifest.References.ArtifactType is { } artifactType)
        {
            descriptor["artifactType"] = artifactType;
        }

        if (manifest.References.Annotations is { } annotations)
        {
            descriptor["annotations"] = annotations.DeepClone();
        }

        return descriptor;
    }

    private static int PageSize(RegistryCall call, int available)
    {
        var text = call.Request.Query["n"].ToString();
        if (text.Length == 0)
        {
            return available;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new RegistryFailure(400, "UNSUPPORTED", "n must be a number that is not negative");
    }
}
