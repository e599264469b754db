using System.Collections.Immutable;

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
