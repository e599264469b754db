using System.Text.Json;
using System.Text.Json.Nodes;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// The tag that lists the referrers of a manifest in a registry that can't list them by itself:
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#unavailable-referrers-api. As the specification says, two clients
/// that add to the same list at the same time may lose an entry; one copy adds one after the other.
/// </summary>
internal static class ReferrersTag
{
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const int MaxAlgorithm = 32;
    private const int MaxHash = 64;

    /// <summary>Returns the tag.</summary>
    public static string Of(string digest)
    {
        var parts = digest.Split(':');
        return $"{Start(parts[0], MaxAlgorithm)}-{Start(parts[1], MaxHash)}";
    }

    /// <summary>Adds a manifest to the list of its subject.</summary>
    /// <param name="target">The registry.</param>
    /// <param name="manifest">The manifest, which has a subject.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public static async Task AddAsync(CopyTarget target, ManifestContent manifest, CancellationToken cancellationToken)
    {
        var tag = Of(manifest.Subject!);
        var current = await target.FindManifestAsync(tag, cancellationToken).ConfigureAwait(false);
        if (current?.Manifests.Any(listed => listed.Digest == manifest.Digest) == true)
        {
            return;
        }

        await target.PutManifestAsync(Create(current, manifest), tag, cancellationToken).ConfigureAwait(false);
    }

    private static ManifestContent Create(ManifestContent? current, ManifestContent manifest)
    {
        try
        {
            return Create(Parse(current), Describe(manifest, withAnnotations: true));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException)
        {
            // Names that are there twice, half a surrogate pair, or too many levels: what is needed can be written without them.
            return Create(Rebuild(current), Describe(manifest, withAnnotations: false));
        }
    }

    private static ManifestContent Create(JsonObject index, JsonObject added)
    {
        index["manifests"]!.AsArray().Add((JsonNode)added);
        return ManifestContent.Parse(Serialize(index), null);
    }

    // Without reflection, which the native command doesn't have.
    private static byte[] Serialize(JsonObject index)
    {
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content))
        {
            index.WriteTo(writer);
        }

        return content.ToArray();
    }

    private static string Start(string text, int length) => text.Length > length ? text[..length] : text;

    // The name of the tag is reserved for this list.
    private static JsonObject Parse(ManifestContent? current) =>
        current is not null && JsonNode.Parse(current.Bytes) is JsonObject index && index["manifests"] is JsonArray
            ? index
            : Rebuild(null);

    private static JsonObject Rebuild(ManifestContent? current) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = Index,
        ["manifests"] = new JsonArray(
            [.. (current?.Manifests ?? []).Select(listed => Describe(listed.Digest, listed.Size, listed.MediaType))]),
    };

    private static JsonObject Describe(string digest, long size, string? mediaType) => new()
    {
        ["mediaType"] = mediaType,
        ["digest"] = digest,
        ["size"] = size,
    };

    private static JsonObject Describe(ManifestContent manifest, bool withAnnotations)
    {
        var descriptor = Describe(manifest.Digest, manifest.Bytes.Length, manifest.MediaType);
        if (manifest.ArtifactType is { } type)
        {
            descriptor["artifactType"] = type;
        }

        if (withAnnotations && JsonNode.Parse(manifest.Bytes)?["annotations"] is JsonObject annotations)
        {
            descriptor["annotations"] = annotations.DeepClone();
        }

        return descriptor;
    }
}
