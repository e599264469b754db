using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Nebius.Registry.Emulator;

/// <summary>The repositories and blobs of one registry.</summary>
public sealed class ContentStore
{
    private readonly ConcurrentDictionary<string, Repository> _repositories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<byte>> _blobs = new(StringComparer.Ordinal);

    internal ContentStore()
    {
    }

    /// <summary>The names of the repositories, sorted. The first push to a repository creates it.</summary>
    public IReadOnlyList<string> Repositories => [.. _repositories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Returns the tags of a repository, sorted; none if it does not exist.</summary>
    public IReadOnlyList<string> Tags(string repository) => Find(repository)?.Tags ?? [];

    /// <summary>Returns the manifests and indexes of a repository; none if it does not exist.</summary>
    public IReadOnlyList<StoredManifest> Manifests(string repository) => Find(repository)?.Manifests ?? [];

    /// <summary>Returns a manifest or index, or null if it does not exist.</summary>
    /// <param name="repository">The repository without the ID of the registry.</param>
    /// <param name="reference">A tag or a digest.</param>
    public StoredManifest? FindManifest(string repository, string reference) => Find(repository)?.FindManifest(reference);

    /// <summary>Returns the content of a blob, or null if it does not exist in the repository.</summary>
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
