using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Nebius.Registry.Emulator;

/// <summary>The static keys of the world, including those that are not issued yet and those that are deleted.</summary>
internal sealed class StaticKeyList(TimeProvider time)
{
    private ImmutableList<StaticKey> _keys = [];

    /// <summary>The keys that the API knows now.</summary>
    public IEnumerable<StaticKey> Existing
    {
        get
        {
            var now = time.GetUtcNow();
            return _keys.Where(key => key.Exists(now));
        }
    }

    /// <summary>Adds the key. It replaces a key with the same token, which a test may have chosen twice.</summary>
    public void Add(StaticKey key) =>
        ImmutableInterlocked.Update(ref _keys, keys => keys.RemoveAll(other => other.Token == key.Token).Add(key));

    public void Remove(StaticKey key) => ImmutableInterlocked.Update(ref _keys, keys => keys.Remove(key));

    public StaticKey? Find(string id) => Existing.FirstOrDefault(key => key.Id == id);

    public StaticKey? FindByName(string projectId, string name) =>
        Existing.FirstOrDefault(key => key.ProjectId == projectId && key.Name == name);

    /// <summary>Finds the key to authenticate with: by the whole token.</summary>
    public StaticKey? FindByToken(string token) => Existing.FirstOrDefault(key => key.Token == token);

    /// <summary>Finds the key for a call of the API, which may leave the signature of the token out.</summary>
    public StaticKey? FindByPayload(string text) =>
        Existing.FirstOrDefault(key => key.Token == text || StaticKeyText.WithoutSignature(key.Token) == text);
}

/// <summary>The rights of service accounts to the static keys of projects.</summary>
internal sealed class StaticKeyGrants
{
    private readonly ConcurrentDictionary<(string AccountId, string ProjectId), StaticKeyRights> _rights = new();

    public void Set(string accountId, string projectId, StaticKeyRights rights) => _rights[(accountId, projectId)] = rights;

    public StaticKeyRights Of(Identity caller, string projectId) => _rights.GetValueOrDefault((caller.Name, projectId));
}

/// <summary>A right to the static keys of a project; each one includes those before it.</summary>
internal enum StaticKeyRights
{
    None = 0,
    View = 1,
    Manage = 2,
}
