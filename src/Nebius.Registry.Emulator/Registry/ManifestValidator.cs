using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>What must hold of a manifest before it is stored.</summary>
internal static class ManifestValidator
{
    public static ManifestReferences Validate(byte[] content, string mediaType)
    {
        if (mediaType.Length == 0)
        {
            throw RegistryFailure.ManifestInvalid("a Content-Type is required");
        }

        ManifestReferences references = Read(content);
        if (references.MediaType is { } own && own != mediaType)
        {
            throw RegistryFailure.ManifestInvalid("mediaType and Content-Type differ");
        }

        bool isImage = mediaType is "application/vnd.oci.image.manifest.v1+json" or "application/vnd.docker.distribution.manifest.v2+json";
        return !isImage || references.Config is not null ? references : throw RegistryFailure.ManifestInvalid("config is missing");
    }

    /// <summary>The blobs and manifests that it names must be in the repository; its subject need not be.</summary>
    public static void RequireReferences(Repository repository, ManifestReferences references)
    {
        IEnumerable<string> blobs = references.Config is null ? references.PushedLayers : references.PushedLayers.Append(references.Config);
        if (!blobs.All(repository.HasBlob) || references.Manifests.Any(digest => repository.FindManifest(digest) is null))
        {
            throw new RegistryFailure(404, "MANIFEST_BLOB_UNKNOWN", "manifest references a manifest or blob unknown to registry");
        }
    }

    private static ManifestReferences Read(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content) is JsonObject manifest
                ? ManifestReferences.Read(manifest)
                : throw RegistryFailure.ManifestInvalid("it is not a JSON object");
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw RegistryFailure.ManifestInvalid("it is not JSON, or a descriptor in it has no digest");
        }
    }
}
