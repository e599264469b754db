using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>
/// Serves manifests: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests and #pushing-manifests.
/// </summary>
internal static partial class ManifestEndpoints
{
    // The limit that the specification recommends to registries and clients.
    private const int LargestManifest = 4 * 1024 * 1024;

    public static Task ReadAsync(RegistryCall call)
    {
        var manifest = call.FindRepository().FindManifest(call.Reference)
            ?? throw RegistryFailure.ManifestUnknown(call.Reference);
        call.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
        return RegistryResponses.WriteBytesAsync(call.Context, manifest.MediaType, manifest.Content.AsMemory());
    }

    public static async Task WriteAsync(RegistryCall call)
    {
        var content = await call.ReadBodyAsync().ConfigureAwait(false);
        if (content.Length > LargestManifest)
        {
            throw new RegistryFailure(413, "MANIFEST_INVALID", "manifest is larger than 4 MiB");
        }

        var mediaType = (call.Request.ContentType ?? "").Split(';')[0].Trim();
        var references = ManifestValidator.Validate(content, mediaType);
        var repository = call.FindOrCreateRepository();
        ManifestValidator.RequireReferences(repository, references);
        var digest = DigestFor(call, content);
        var manifest = new StoredManifest(digest, mediaType, ImmutableCollectionsMarshal.AsImmutableArray(content), references);
        repository.PutManifest(manifest, tag: IsDigest(call.Reference) ? null : call.Reference);

        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location = $"{call.BasePath}/manifests/{manifest.Digest}";
        call.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
        if (references.Subject is not null)
        {
            // The client then does not maintain the referrers tag itself.
            call.Response.Headers["OCI-Subject"] = references.Subject;
        }
    }

    public static Task DeleteAsync(RegistryCall call)
    {
        var repository = call.FindRepository();
        var deleted = IsDigest(call.Reference) ? repository.DeleteManifest(call.Reference) : repository.DeleteTag(call.Reference);
        if (!deleted)
        {
            throw RegistryFailure.ManifestUnknown(call.Reference);
        }

        call.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private static string DigestFor(RegistryCall call, byte[] content)
    {
        if (!IsDigest(call.Reference))
        {
            return Tag().IsMatch(call.Reference) ? Digest.Sha256(content) : throw RegistryFailure.ManifestInvalid("the tag is not valid");
        }

        return Digest.IsValid(call.Reference) && Digest.Matches(call.Reference, content)
            ? call.Reference
            : throw RegistryFailure.DigestInvalid();
    }

    private static bool IsDigest(string reference) => reference.Contains(':', StringComparison.Ordinal);

    [GeneratedRegex("^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$")]
    private static partial Regex Tag();
}

/// <summary>Validates a manifest before it is stored.</summary>
internal static class ManifestValidator
{
    /// <summary>Validates the content by itself.</summary>
    /// <exception cref="RegistryFailure">MANIFEST_INVALID.</exception>
    public static ManifestReferences Validate(byte[] content, string mediaType)
    {
        if (mediaType.Length == 0)
        {
            throw RegistryFailure.ManifestInvalid("a Content-Type is required");
        }

        var references = Read(content);
        if (references.MediaType is { } own && own != mediaType)
        {
            throw RegistryFailure.ManifestInvalid("mediaType and Content-Type differ");
        }

        var isImage = mediaType is "application/vnd.oci.image.manifest.v1+json" or "application/vnd.docker.distribution.manifest.v2+json";
        return !isImage || references.Config is not null ? references : throw RegistryFailure.ManifestInvalid("config is missing");
    }

    /// <summary>Checks that the blobs and manifests that it refers to are in the repository; the subject may be missing.</summary>
    /// <exception cref="RegistryFailure">MANIFEST_BLOB_UNKNOWN.</exception>
    public static void RequireReferences(Repository repository, ManifestReferences references)
    {
        var blobs = references.Config is null ? references.PushedLayers : references.PushedLayers.Append(references.Config);
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
