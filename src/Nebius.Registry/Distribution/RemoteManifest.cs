using System.Text.Json;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Distribution;

/// <summary>A manifest as a registry has it.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Blobs">The digests of what it names: the config, and then the layers.</param>
internal sealed record RemoteManifest(string Digest, IReadOnlyList<string> Blobs)
{
    // Registries take no larger ones: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
    private const int Longest = 4 * 1024 * 1024;

    /// <summary>Reads a manifest.</summary>
    public static async Task<RemoteManifest> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var bytes = await CappedBody.ReadBytesAsync(answer.Content, Longest, cancellationToken).ConfigureAwait(false);
        return new RemoteManifest(OciDigest.OfContent(bytes), [.. BlobsOf(bytes)]);
    }

    private static List<string> BlobsOf(byte[] manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(manifest);
            var root = document.RootElement;
            var layers = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("layers", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(DigestOf)
                : [];
            return [.. root.TryGetProperty("config", out var config) ? [DigestOf(config)] : Array.Empty<string>(), .. layers];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Something else than what we push, whatever it is.
            return [];
        }
    }

    private static string DigestOf(JsonElement descriptor) => CappedBody.Text(descriptor, "digest") ?? string.Empty;
}
