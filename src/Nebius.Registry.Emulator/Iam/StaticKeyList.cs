using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Nebius.Registry.Emulator;

/// <summary>The static keys of the world, those that are not there yet or not any more among them.</summary>
internal sealed class StaticKeyList(TimeProvider time)
{
    private ImmutableList<StaticKey> _keys = [];

    /// <summary>The keys that exist now: issued or about to be, and not deleted.</summary>
    public IEnumerable<StaticKey> Existing
    {
        get
        {
            var now = time.GetUtcNow();
            return _keys.Where(key => key.Exists(now));
        }
    }

    /// <summary>Adds the key. A text that a test chose twice is the last key's.</summary>
    public void Add(StaticKey key) =>
        ImmutableInterlocked.Update(ref _keys, keys => keys.RemoveAll(other => other.Token == key.Token).Add(key));

    public void Remove(StaticKey key) => ImmutableInterlocked.Update(ref _keys, keys => keys.Remove(key));

    public StaticKey? Find(string id) => Existing.FirstOrDefault(key => key.Id == id);

    public StaticKey? FindByName(string projectId, string name) =>
        Existing.FirstOrDefault(key => key.ProjectId == projectId && key.Name == name);

    /// <summary>By the whole token, as who wants to use it must name it.</summary>
    public StaticKey? FindByToken(string token) => Existing.FirstOrDefault(key => key.Token == token);

    /// <summary>By the token with or without its signature, as who only wants to know of it may name it.</summary>
    public StaticKey? FindByPayload(string text) =>
        Existing.FirstOrDefault(key => key.Token == text || StaticKeyText.WithoutSignature(key.Token) == text);
}

/// <summary>Who may see or manage the static keys of which project.</summary>
internal sealed class StaticKeyGrants
{
    private readonly ConcurrentDictionary<(string AccountId, string ProjectId), StaticKeyRights> _rights = new();

    public void Set(string accountId, string projectId, StaticKeyRights rights) => _rights[(accountId, projectId)] = rights;

    public StaticKeyRights Of(Identity caller, string projectId) => _rights.GetValueOrDefault((caller.Name, projectId));
}

/// <summary>What a service account may do with the static keys of a project; each right holds the ones before it.</summary>
internal enum StaticKeyRights
{
    None = 0,
    View = 1,
    Manage = 2,
}
