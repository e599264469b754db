using System.Collections.Concurrent;

namespace Nebius.Emulator;

/// <summary>A Container Registry: an id, the one region that it lives in, and who may do what.</summary>
public sealed class EmulatedRegistry
{
    private readonly ConcurrentDictionary<string, RegistryRights> _grants = new(StringComparer.Ordinal);

    internal EmulatedRegistry(string id, string region)
    {
        Id = id;
        Region = region;
    }

    /// <summary>The short id, as in an image's path: `e00abc`.</summary>
    public string Id { get; }

    /// <summary>The id of the API: `registry-e00abc`.</summary>
    public string ResourceId => "registry-" + Id;

    public string Region { get; }

    public string Host => $"cr.{Region}.nebius.cloud";

    /// <summary>Whether anybody may pull.</summary>
    public bool AllowAnonymousPull { get; set; }

    public ContentStore Content { get; } = new();

    /// <summary>Replaces what the account may do, also for those who hold a token already.</summary>
    public void Grant(ServiceAccount account, RegistryRights rights) => _grants[account.Id] = rights;

    /// <summary>From now on the account gets 403, also with a token that worked before.</summary>
    public void Revoke(ServiceAccount account) => _grants.TryRemove(account.Id, out _);

    /// <inheritdoc cref="ContentStore.FindManifest"/>
    public StoredManifest? FindManifest(string repository, string reference) => Content.FindManifest(repository, reference);

    public override string ToString() => $"{Host}/{Id}";

    internal RegistryRights RightsOf(Identity identity)
    {
        RegistryRights granted = identity.IsAnonymous ? RegistryRights.None : _grants.GetValueOrDefault(identity.Name);
        return granted == RegistryRights.None && AllowAnonymousPull ? RegistryRights.Pull : granted;
    }
}
