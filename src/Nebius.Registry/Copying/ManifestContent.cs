using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
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
    public const int Longest = 4 * 1024 * 1024;

    private const string ImageManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string ImageIndex = "application/vnd.oci.image.index.v1+json";

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
        if (root.GetProperty("schemaVersion").GetInt32() != 2)
        {
            throw new FormatException("its schemaVersion isn't 2; pull and push the image with a current docker");
        }

        var type = BoundedContent.Text(root, "mediaType") ?? contentType ?? (isIndex ? ImageIndex : ImageManifest);
        return new ManifestContent(OciDigest.OfContent(bytes), type, bytes)
        {
            Manifests = manifests,
            Blobs = config is null ? layers : [config, .. layers],
            Subject = Descriptor.Read(root, "subject")?.Digest,
            ArtifactType = BoundedContent.Text(root, "artifactType") ?? config?.MediaType,
        };
    }

    private static Descriptor[] Descriptors(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(Descriptor.Read)]
            : [];
}

/// <summary>A reference to a content: https://github.com/opencontainers/image-spec/blob/main/descriptor.md</summary>
/// <param name="Digest">The digest.</param>
/// <param name="Size">The length in bytes.</param>
/// <param name="MediaType">The media type; null when it isn't set.</param>
internal sealed partial record Descriptor(string Digest, long Size, string? MediaType)
{
    /// <summary>
    /// Gets a value indicating whether the content may be missing in the registry, as the base layers of Windows were: clients get it from
    /// another address.
    /// </summary>
    public bool IsForeign { get; private init; }

    /// <summary>Reads a property that has a descriptor; null when there is none.</summary>
    public static Descriptor? Read(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? Read(value) : null;

    /// <summary>Reads a descriptor.</summary>
    /// <exception cref="FormatException">It has no valid digest or size.</exception>
    public static Descriptor Read(JsonElement element)
    {
        var digest = BoundedContent.Text(element, "digest");
        if (digest is null || !IsDigest(digest))
        {
            throw new FormatException("a digest in it isn't sha256 or sha512");
        }

        if (!element.TryGetProperty("size", out var size) || !size.TryGetInt64(out var length) || length < 0)
        {
            throw new FormatException("a size in it isn't a number of bytes");
        }

        var type = BoundedContent.Text(element, "mediaType");
        return new Descriptor(digest, length, type) { IsForeign = HasUrls(element) || IsForeignType(type) };
    }

    /// <summary>Tells whether a text is a digest, which becomes a part of a request's path.</summary>
    public static bool IsDigest([NotNullWhen(true)] string? text) => text is not null && DigestForm().IsMatch(text);

    private static bool HasUrls(JsonElement element) =>
        element.TryGetProperty("urls", out var urls) && urls.ValueKind == JsonValueKind.Array && urls.GetArrayLength() > 0;

    private static bool IsForeignType(string? type) =>
        type?.Contains("foreign", StringComparison.Ordinal) == true || type?.Contains("nondistributable", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Digest} ({Size} bytes)");

    [GeneratedRegex(@"\A(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DigestForm();
}
