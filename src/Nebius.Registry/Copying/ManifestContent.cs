using System.Net.Http.Headers;
using System.Text.Json;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>A manifest or an index, byte by byte as the registry has it, so that its digest stays the same.</summary>
/// <param name="Digest">The digest.</param>
/// <param name="MediaType">The media type to send with it.</param>
/// <param name="Bytes">The content.</param>
internal sealed record ManifestContent(string Digest, string MediaType, byte[] Bytes)
{
    /// <summary>The limit of registries: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    private const string ImageManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string ImageIndex = "application/vnd.oci.image.index.v1+json";

    // It is deprecated, and the only one without a schemaVersion: https://github.com/opencontainers/image-spec/blob/v1.1.0-rc2/artifact.md
    private const string ArtifactManifest = "application/vnd.oci.artifact.manifest.v1+json";

    /// <summary>Gets the manifests that an index lists.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; private init; } = [];

    /// <summary>Gets the config and the layers.</summary>
    public IReadOnlyList<Descriptor> Blobs { get; private init; } = [];

    /// <summary>Gets the digest of the manifest that this one refers to, as a signature does; null when it refers to none.</summary>
    public string? Subject { get; private init; }

    /// <summary>Gets the artifact type: of the manifest, or of its config; null when it has neither.</summary>
    public string? ArtifactType { get; private init; }

    /// <summary>Reads a manifest.</summary>
    /// <param name="bytes">The content.</param>
    /// <param name="contentType">The media type in the response; it counts only if the manifest has none.</param>
    /// <exception cref="FormatException">It isn't a manifest.</exception>
    public static ManifestContent Parse(byte[] bytes, string? contentType)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Read(document.RootElement, bytes, contentType);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("it isn't a manifest", error);
        }
    }

    private static ManifestContent Read(JsonElement root, byte[] bytes, string? contentType)
    {
        var manifests = Descriptors(root, "manifests");
        var isIndex = root.TryGetProperty("manifests", out _);
        var config = Descriptor.Read(root, "config");
        var layers = Descriptors(root, root.TryGetProperty("blobs", out _) ? "blobs" : "layers");
        var type = BoundedContent.Text(root, "mediaType") ?? contentType ?? (isIndex ? ImageIndex : ImageManifest);
        if (type != ArtifactManifest)
        {
            RequireVersion(root);
        }

        if (!MediaTypeHeaderValue.TryParse(type, out _) || type.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new FormatException("its media type isn't valid");
        }

        return new ManifestContent(OciDigest.OfContent(bytes), type, bytes)
        {
            Manifests = manifests,
            Blobs = config is null ? layers : [config, .. layers],
            Subject = Descriptor.Read(root, "subject")?.Digest,
            ArtifactType = BoundedContent.Text(root, "artifactType") ?? config?.MediaType,
        };
    }

    private static void RequireVersion(JsonElement root)
    {
        var version = root.GetProperty("schemaVersion");
        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != 2)
        {
            throw new FormatException("its schemaVersion isn't 2, as in images of old versions of docker");
        }
    }

    private static Descriptor[] Descriptors(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(Descriptor.Read)]
            : [];
}
