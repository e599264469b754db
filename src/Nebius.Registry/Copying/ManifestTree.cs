using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>An image with all that belongs to it: an index has manifests, and each manifest has a config and layers.</summary>
internal sealed class ManifestTree
{
    // An index of an index is allowed, and rare.
    private const int MaxDepth = 4;
    private const int MaxManifests = 1000;
    private const int MaxBlobs = 10_000;
    private const long MaxLength = 64 * 1024 * 1024;
    private const int Concurrency = 4;

    private readonly Dictionary<string, ManifestContent> _manifests = [];
    private readonly Dictionary<string, Descriptor> _blobs = [];
    private readonly List<string> _missing = [];

    private ManifestTree(ManifestContent root) => Root = root;

    /// <summary>Gets the image's own manifest or index.</summary>
    public ManifestContent Root { get; }

    /// <summary>Gets the manifests below the root, in the order in which they have to be put.</summary>
    public IReadOnlyList<ManifestContent> Children { get; private set; } = [];

    /// <summary>Gets all manifests in the order in which they have to be put; the root is the last.</summary>
    public IEnumerable<ManifestContent> Manifests => Children.Append(Root);

    /// <summary>Gets the length of all manifests together.</summary>
    public long Length => Manifests.Sum(manifest => (long)manifest.Bytes.Length);

    /// <summary>Gets all configs and layers, each once.</summary>
    public IReadOnlyCollection<Descriptor> Blobs => _blobs.Values;

    /// <summary>Gets the digests of the manifests that the index lists and the source doesn't have.</summary>
    public IReadOnlyList<string> Missing => _missing;

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
        var children = new List<ManifestContent>();
        tree.AddInOrder(root, children, []);
        tree.Children = children;
        return tree;
    }

    private async Task ReadChildrenAsync(SourceRepository source, CancellationToken cancellationToken)
    {
        ManifestContent[] level = [Root];
        for (var depth = 0; level.Length > 0; depth++)
        {
            AddBlobs(level.SelectMany(manifest => manifest.Blobs));
            var below = level.SelectMany(manifest => manifest.Manifests).DistinctBy(child => child.Digest)
                .Where(child => child.Digest != Root.Digest && !_manifests.ContainsKey(child.Digest)).ToList();
            if (depth > MaxDepth || _manifests.Count + below.Count > MaxManifests)
            {
                throw new FormatException($"it has more than {MaxManifests} manifests, or more than {MaxDepth} levels of them");
            }

            level = await ReadLevelAsync(source, below, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ManifestContent[]> ReadLevelAsync(
        SourceRepository source, List<Descriptor> descriptors, CancellationToken cancellationToken)
    {
        var found = await Concurrently.SelectAsync(
            descriptors,
            Concurrency,
            (descriptor, end) => source.FindManifestAsync(descriptor.Digest, end),
            cancellationToken).ConfigureAwait(false);
        foreach (var (descriptor, manifest) in descriptors.Zip(found))
        {
            await AddAsync(source, descriptor, manifest, cancellationToken).ConfigureAwait(false);
        }

        return _manifests.Values.Sum(manifest => (long)manifest.Bytes.Length) <= MaxLength
            ? [.. found.OfType<ManifestContent>()]
            : throw new FormatException("its manifests are longer than 64 MiB together");
    }

    private async Task AddAsync(
        SourceRepository source, Descriptor descriptor, ManifestContent? manifest, CancellationToken cancellationToken)
    {
        if (manifest is not null)
        {
            _manifests[manifest.Digest] = manifest;
        }
        else if (await source.HasBlobAsync(descriptor, cancellationToken).ConfigureAwait(false))
        {
            // The caches of BuildKit are indexes of blobs: https://github.com/moby/buildkit#registry-push-image-and-cache-separately
            AddBlobs([descriptor]);
        }
        else
        {
            _missing.Add(descriptor.Digest);
        }
    }

    private void AddBlobs(IEnumerable<Descriptor> blobs)
    {
        foreach (var blob in blobs)
        {
            if (_blobs.TryGetValue(blob.Digest, out var known) && known.Size != blob.Size)
            {
                throw new FormatException($"it has different sizes for {blob.Digest}");
            }

            _blobs[blob.Digest] = blob;
        }

        if (_blobs.Count > MaxBlobs)
        {
            throw new FormatException($"it has more than {MaxBlobs} blobs");
        }
    }

    // A registry accepts an index only when it has what the index lists.
    private void AddInOrder(ManifestContent manifest, List<ManifestContent> ordered, HashSet<string> seen)
    {
        foreach (var child in manifest.Manifests)
        {
            if (seen.Add(child.Digest) && _manifests.TryGetValue(child.Digest, out var content))
            {
                AddInOrder(content, ordered, seen);
                ordered.Add(content);
            }
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

/// <summary>Runs steps at the same time.</summary>
internal static class Concurrently
{
    /// <summary>Returns the results of a step for each item, in their order.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="items">The items.</param>
    /// <param name="concurrency">How many steps run at the same time.</param>
    /// <param name="step">The step. The first error ends the others.</param>
    /// <param name="cancellationToken">Ends the steps.</param>
    public static async Task<TResult[]> SelectAsync<T, TResult>(
        IReadOnlyList<T> items, int concurrency, Func<T, CancellationToken, Task<TResult>> step, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, items.Count, options, async (index, end) =>
        {
            results[index] = await step(items[index], end).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return results;
    }
}
