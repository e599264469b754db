using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>A manifest or index as it was pushed.</summary>
public sealed class StoredManifest
{
    internal StoredManifest(string digest, string mediaType, ImmutableArray<byte> content, ManifestReferences references)
    {
        Digest = digest;
        MediaType = mediaType;
        Content = content;
        References = references;
    }

    /// <summary>The digest, such as <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>The media type that it was pushed with.</summary>
    public string MediaType { get; }

    /// <summary>The bytes that were pushed.</summary>
    public ImmutableArray<byte> Content { get; }

    /// <summary>The digests of the manifests of an image index or manifest list, in order.</summary>
    public IReadOnlyList<string> Manifests => References.Manifests;

    /// <summary>The digests of the layers of an image manifest, in order.</summary>
    public IReadOnlyList<string> Layers => References.Layers;

    /// <summary>The digest of the config of an image manifest.</summary>
    public string? Config => References.Config;

    internal ManifestReferences References { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Digest} ({MediaType})";
}

/// <summary>
/// The parts of a manifest that the registry reads: its references to other content, and its description in the referrers API.
/// </summary>
internal sealed record ManifestReferences
{
    public string? Config { get; private init; }

    public IReadOnlyList<string> Layers { get; private init; } = [];

    /// <summary>The layers that must be in the repository: those without URLs.</summary>
    public IReadOnlyList<string> PushedLayers { get; private init; } = [];

    public IReadOnlyList<string> Manifests { get; private init; } = [];

    public string? Subject { get; private init; }

    public string? ArtifactType { get; private init; }

    public string? MediaType { get; private init; }

    public JsonObject? Annotations { get; private init; }

    /// <summary>Reads a manifest or index.</summary>
    /// <exception cref="FormatException">A descriptor has no valid digest.</exception>
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

            // Without an artifactType, that of an image manifest is the media type of its config:
            // https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers.
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
