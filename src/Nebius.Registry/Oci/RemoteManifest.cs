using System.Text.Json;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>A manifest in a registry.</summary>
/// <param name="Digest">Its digest.</param>
internal sealed record RemoteManifest(string Digest)
{
    // The limit of registries: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
    private const int Longest = 4 * 1024 * 1024;

    /// <summary>Gets the digests of the config and the layers.</summary>
    public IReadOnlyList<string> Blobs { get; init; } = [];

    /// <summary>Gets a value indicating whether it is a JSON object.</summary>
    public bool IsReadable { get; init; }

    /// <summary>Gets a value indicating whether it lists other manifests, as an index does.</summary>
    public bool HasManifests { get; init; }

    /// <summary>Gets the media type in the manifest; null when it isn't set.</summary>
    public string? MediaType { get; init; }

    /// <summary>Gets the media type in the Content-Type header.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets the media type of the config; null when it has none.</summary>
    public string? ConfigType { get; init; }

    /// <summary>Gets the artifact type; null when it isn't set.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Reads a manifest.</summary>
    public static async Task<RemoteManifest> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await BoundedContent.ReadBytesAsync(response.Content, Longest, cancellationToken).ConfigureAwait(false);
        var manifest = new RemoteManifest(OciDigest.OfContent(bytes)) { ContentType = response.Content.Headers.ContentType?.MediaType };
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(manifest, document.RootElement) : manifest;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // It isn't JSON, so it isn't a manifest that is pushed here.
            return manifest;
        }
    }

    private static RemoteManifest Read(RemoteManifest manifest, JsonElement root)
    {
        var layers = root.TryGetProperty("layers", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(DigestOf)
            : [];
        var hasConfig = root.TryGetProperty("config", out var config);
        return manifest with
        {
            IsReadable = true,
            Blobs = [.. hasConfig ? [DigestOf(config)] : Array.Empty<string>(), .. layers],
            HasManifests = root.TryGetProperty("manifests", out _),
            MediaType = BoundedContent.Text(root, "mediaType"),
            ConfigType = hasConfig ? BoundedContent.Text(config, "mediaType") : null,
            ArtifactType = BoundedContent.Text(root, "artifactType"),
        };
    }

    private static string DigestOf(JsonElement descriptor) => BoundedContent.Text(descriptor, "digest") ?? string.Empty;
}
