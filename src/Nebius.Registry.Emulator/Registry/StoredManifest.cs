using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>A manifest as it was pushed, byte for byte.</summary>
public sealed class StoredManifest
{
    internal StoredManifest(string digest, string mediaType, ImmutableArray<byte> content, ManifestReferences references)
    {
        Digest = digest;
        MediaType = mediaType;
        Content = content;
        References = references;
    }

    public string Digest { get; }

    public string MediaType { get; }

    public ImmutableArray<byte> Content { get; }

    /// <summary>For an image index or manifest list: the digests of its manifests, in order.</summary>
    public IReadOnlyList<string> Manifests => References.Manifests;

    /// <summary>For an image manifest: the digests of its layers, in order.</summary>
    public IReadOnlyList<string> Layers => References.Layers;

    /// <summary>For an image manifest: the digest of its config.</summary>
    public string? Config => References.Config;

    internal ManifestReferences References { get; }

    public override string ToString() => $"{Digest} ({MediaType})";
}

/// <summary>What a manifest says about other content, and about itself for the referrers API.</summary>
internal sealed record ManifestReferences
{
    public string? Config { get; private init; }

    public IReadOnlyList<string> Layers { get; private init; } = [];

    /// <summary>The layers that must have been pushed; those with URLs of their own live elsewhere.</summary>
    public IReadOnlyList<string> PushedLayers { get; private init; } = [];

    public IReadOnlyList<string> Manifests { get; private init; } = [];

    public string? Subject { get; private init; }

    public string? ArtifactType { get; private init; }

    public string? MediaType { get; private init; }

    public JsonObject? Annotations { get; private init; }

    /// <exception cref="FormatException">The text is JSON, but no manifest.</exception>
    public static ManifestReferences Read(JsonObject manifest)
    {
        var config = manifest["config"] as JsonObject;
        var artifactType = Text(manifest, "artifactType");
        return new ManifestReferences
        {
            Config = config is null ? null : DigestOf(config),
            Layers = Digests(manifest, "layers", _ => true),
            PushedLayers = Digests(manifest, "layers", layer => (layer as JsonObject)?["urls"] is not JsonArray),
            Manifests = Digests(manifest, "manifests", _ => true),
            Subject = manifest["subject"] is JsonObject subject ? DigestOf(subject) : null,

            // https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers: without an
            // artifactType of its own, an image manifest's is the media type of its config.
            ArtifactType = artifactType ?? (config is null ? null : Text(config, "mediaType")),
            MediaType = Text(manifest, "mediaType"),
            Annotations = manifest["annotations"] as JsonObject,
        };
    }

    private static List<string> Digests(JsonObject manifest, string property, Func<JsonNode?, bool> wanted) =>
        manifest[property] is JsonArray items ? [.. items.Where(wanted).Select(DigestOf)] : [];

    private static string DigestOf(JsonNode? descriptor) =>
        descriptor is JsonObject item && Text(item, "digest") is { } digest && Digest.IsValid(digest)
            ? digest
            : throw new FormatException("a descriptor has no valid digest");

    private static string? Text(JsonObject node, string property) =>
        node[property] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
