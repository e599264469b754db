using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>An image with all that belongs to it: an index has manifests, and each manifest has a config and layers.</summary>
internal sealed class ManifestTree
{
    // An index of an index is allowed, and rare.
    private const int Deepest = 4;
    private const int MostManifests = 1000;
    private const int AtOnce = 4;

    private readonly Dictionary<string, ManifestContent> _manifests = [];
    private readonly Dictionary<string, Descriptor> _blobs = [];
    private readonly List<string> _missing = [];

    private ManifestTree(ManifestContent root) => Root = root;

    /// <summary>Gets the image's own manifest or index.</summary>
    public ManifestContent Root { get; }

    /// <summary>Gets the manifests below the root, in the order in which they have to be put.</summary>
    public IReadOnlyList<ManifestContent> Children { get; private set; } = [];

    /// <summary>Gets all configs and layers, each once, the largest first.</summary>
    public IReadOnlyList<Descriptor> Blobs { get; private set; } = [];

    /// <summary>Gets the digests of the manifests that the index lists and the source doesn't have.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Gets the number of bytes of all blobs.</summary>
    public long Size => Blobs.Sum(blob => blob.Size);

    /// <summary>Reads an image.</summary>
    /// <param name="source">The repository.</param>
    /// <param name="reference">The tag or digest.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The image; null when the repository doesn't have it.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    /// <exception cref="FormatException">What the registry has isn't an image.</exception>
    public static async Task<ManifestTree?> ReadAsync(SourceRepository source, string reference, CancellationToken cancellationToken)
    {
        if (await source.FindManifestAsync(reference, cancellationToken).ConfigureAwait(false) is not { } root)
        {
            return null;
        }

        var tree = new ManifestTree(root);
        await tree.ReadChildrenAsync(source, cancellationToken).ConfigureAwait(false);
        await tree.RemoveForeignAsync(source, cancellationToken).ConfigureAwait(false);
        tree.Blobs = [.. tree._blobs.Values.OrderByDescending(blob => blob.Size).ThenBy(blob => blob.Digest, StringComparer.Ordinal)];
        return tree;
    }

    private async Task ReadChildrenAsync(SourceRepository source, CancellationToken cancellationToken)
    {
        var levels = new List<ManifestContent[]>();
        for (ManifestContent[] level = [Root]; level.Length > 0;)
        {
            AddBlobs(level);
            var below = level.SelectMany(manifest => manifest.Manifests).DistinctBy(child => child.Digest)
                .Where(child => child.Digest != Root.Digest && !_manifests.ContainsKey(child.Digest)).ToList();
            if (levels.Count == Deepest || _manifests.Count + below.Count > MostManifests)
            {
                throw new FormatException($"it has more than {MostManifests} manifests, or more than {Deepest} levels of them");
            }

            level = await ReadLevelAsync(source, below, cancellationToken).ConfigureAwait(false);
            levels.Add(level);
        }

        levels.Reverse();
        Children = [.. levels.SelectMany(level => level)];
    }

    private async Task<ManifestContent[]> ReadLevelAsync(
        SourceRepository source, List<Descriptor> descriptors, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(AtOnce);
        var found = await Task.WhenAll(descriptors.Select(ReadAsync)).ConfigureAwait(false);
        _missing.AddRange(descriptors.Zip(found).Where(pair => pair.Second is null).Select(pair => pair.First.Digest));
        ManifestContent[] level = [.. found.OfType<ManifestContent>()];
        foreach (var manifest in level)
        {
            _manifests[manifest.Digest] = manifest;
        }

        return level;

        async Task<ManifestContent?> ReadAsync(Descriptor descriptor)
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await source.FindManifestAsync(descriptor.Digest, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }
    }

    private void AddBlobs(ManifestContent[] manifests)
    {
        foreach (var blob in manifests.SelectMany(manifest => manifest.Blobs))
        {
            if (_blobs.TryGetValue(blob.Digest, out var known) && known.Size != blob.Size)
            {
                throw new FormatException($"two of its manifests have different sizes for {blob.Digest}");
            }

            _blobs[blob.Digest] = blob;
        }
    }

    private async Task RemoveForeignAsync(SourceRepository source, CancellationToken cancellationToken)
    {
        foreach (var blob in _blobs.Values.Where(blob => blob.IsForeign).ToList())
        {
            if (!await source.HasBlobAsync(blob, cancellationToken).ConfigureAwait(false))
            {
                _blobs.Remove(blob.Digest);
            }
        }
    }
}
