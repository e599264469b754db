namespace Nebius.Registry.Emulator;

/// <summary>A repository: its links to blobs, manifests, tags and uploads in progress. Safe for concurrent use.</summary>
internal sealed class Repository(string name)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredManifest> _manifests = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UploadSession> _uploads = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public IReadOnlyList<string> Tags
    {
        get
        {
            lock (_lock)
            {
                return [.. _tags.Keys];
            }
        }
    }

    public IReadOnlyList<StoredManifest> Manifests
    {
        get
        {
            lock (_lock)
            {
                return [.. _manifests.Values];
            }
        }
    }

    public bool HasBlob(string digest)
    {
        lock (_lock)
        {
            return _blobs.Contains(digest);
        }
    }

    public void LinkBlob(string digest)
    {
        lock (_lock)
        {
            _blobs.Add(digest);
        }
    }

    public bool UnlinkBlob(string digest)
    {
        lock (_lock)
        {
            return _blobs.Remove(digest);
        }
    }

    public StoredManifest? FindManifest(string reference)
    {
        lock (_lock)
        {
            return _manifests.GetValueOrDefault(_tags.GetValueOrDefault(reference, reference));
        }
    }

    public void PutManifest(StoredManifest manifest, string? tag)
    {
        lock (_lock)
        {
            _manifests[manifest.Digest] = manifest;
            if (tag is not null)
            {
                _tags[tag] = manifest.Digest;
            }
        }
    }

    public bool DeleteTag(string tag)
    {
        lock (_lock)
        {
            return _tags.Remove(tag);
        }
    }

    /// <summary>Deletes the manifest and its tags.</summary>
    public bool DeleteManifest(string digest)
    {
        lock (_lock)
        {
            foreach (var tag in _tags.Where(tag => tag.Value == digest).Select(tag => tag.Key).ToList())
            {
                _tags.Remove(tag);
            }

            return _manifests.Remove(digest);
        }
    }

    public UploadSession StartUpload()
    {
        var session = new UploadSession(Guid.NewGuid().ToString());
        lock (_lock)
        {
            _uploads[session.Id] = session;
        }

        return session;
    }

    public UploadSession? FindUpload(string id)
    {
        lock (_lock)
        {
            return _uploads.GetValueOrDefault(id);
        }
    }

    public bool EndUpload(string id)
    {
        lock (_lock)
        {
            return _uploads.Remove(id);
        }
    }
}
