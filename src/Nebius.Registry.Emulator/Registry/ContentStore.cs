using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Nebius.Registry.Emulator;

/// <summary>The repositories and blobs of one registry, and what tests ask about them.</summary>
public sealed class ContentStore
{
    private readonly ConcurrentDictionary<string, Repository> _repositories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<byte>> _blobs = new(StringComparer.Ordinal);

    internal ContentStore()
    {
    }

    /// <summary>The names of the repositories that exist: those that something was pushed to.</summary>
    public IReadOnlyList<string> Repositories => [.. _repositories.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Tags(string repository) => Find(repository)?.Tags ?? [];

    public IReadOnlyList<StoredManifest> Manifests(string repository) => Find(repository)?.Manifests ?? [];

    /// <param name="repository">Its name without the registry's id.</param>
    /// <param name="reference">A tag or a digest.</param>
    public StoredManifest? FindManifest(string repository, string reference) => Find(repository)?.FindManifest(reference);

    public ImmutableArray<byte>? FindBlob(string repository, string digest) =>
        Find(repository)?.HasBlob(digest) == true && _blobs.TryGetValue(digest, out var content) ? content : null;

    internal Repository? Find(string repository) => _repositories.GetValueOrDefault(repository);

    internal Repository FindOrCreate(string repository) => _repositories.GetOrAdd(repository, name => new Repository(name));

    internal void AddBlob(Repository repository, string digest, ImmutableArray<byte> content)
    {
        _blobs.TryAdd(digest, content);
        repository.LinkBlob(digest);
    }
}
