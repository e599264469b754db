using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>A Container Registry: an id, the one region that it lives in, and who may do what.</summary>
public sealed class EmulatedRegistry
{
    private readonly ConcurrentDictionary<string, RegistryRights> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _blind = new(StringComparer.Ordinal);

    internal EmulatedRegistry(string id, string region, DateTimeOffset createdAt)
    {
        Id = id;
        Region = region;
        CreatedAt = createdAt;
        Name = "images-" + id;
    }

    /// <summary>The short id, as in an image's path: `e00abc`.</summary>
    public string Id { get; }

    /// <summary>The id of the API: `registry-e00abc`.</summary>
    public string ResourceId => "registry-" + Id;

    public string Region { get; }

    public string Host => $"cr.{Region}.nebius.cloud";

    /// <summary>The project that it belongs to.</summary>
    public string ProjectId { get; set; } = IamDirectory.DefaultProjectId;

    /// <summary>What people call it; it is no part of an image's path.</summary>
    public string Name { get; set; }

    /// <summary>One that is not active takes no pushes.</summary>
    public RegistryState State { get; set; } = RegistryState.Active;

    public DateTimeOffset CreatedAt { get; }

    /// <summary>Whether anybody may pull.</summary>
    public bool AllowAnonymousPull { get; set; }

    public ContentStore Content { get; } = new();

    /// <summary>Replaces what the account may do, also for those who hold a token already.</summary>
    public void Grant(ServiceAccount account, RegistryRights rights) => _grants[account.Id] = rights;

    /// <summary>From now on the account gets 403, also with a token that worked before.</summary>
    public void Revoke(ServiceAccount account) => _grants.TryRemove(account.Id, out _);

    /// <summary>From now on the API does not tell the account of the registry, whatever it may do with images there.</summary>
    public void ForbidView(ServiceAccount account) => _blind[account.Id] = 0;

    /// <inheritdoc cref="ContentStore.FindManifest"/>
    public StoredManifest? FindManifest(string repository, string reference) => Content.FindManifest(repository, reference);

    public override string ToString() => $"{Host}/{Id}";

    internal bool MayView(Identity caller) =>
        _grants.GetValueOrDefault(caller.Name) != RegistryRights.None && !_blind.ContainsKey(caller.Name);

    internal RegistryRights RightsOf(Identity identity)
    {
        var granted = identity.IsAnonymous ? RegistryRights.None : _grants.GetValueOrDefault(identity.Name);
        return granted == RegistryRights.None && AllowAnonymousPull ? RegistryRights.Pull : granted;
    }
}

/// <summary>What a service account may do in a registry; each right holds the ones before it.</summary>
public enum RegistryRights
{
    None = 0,

    /// <summary>The role viewer.</summary>
    Pull = 1,

    /// <summary>The role editor: pull, push and delete.</summary>
    Push = 2,
}

/// <summary>What has become of a registry; the names and numbers of nebius.registry.v1.RegistryStatus.State.</summary>
public enum RegistryState
{
    Creating = 0,
    Active = 1,
    Deleting = 2,
    Suspended = 3,
}

/// <summary>The Container Registries of the world, by short id.</summary>
public sealed class RegistryDirectory
{
    private readonly EmulatorOptions _options;
    private readonly ConcurrentDictionary<string, EmulatedRegistry> _registries = new(StringComparer.Ordinal);

    internal RegistryDirectory(EmulatorOptions options) => _options = options;

    public IReadOnlyCollection<EmulatedRegistry> All => [.. _registries.Values];

    public EmulatedRegistry this[string id] => _registries[id];

    /// <param name="id">The short id, such as `e00abc`; first-party registries have an alias there, such as `soperator`.</param>
    /// <param name="region">One of <see cref="EmulatorOptions.Regions"/>.</param>
    public EmulatedRegistry Add(string id, string region)
    {
        if (!_options.Regions.Contains(region))
        {
            throw new ArgumentException($"The world has no region {region}.", nameof(region));
        }

        var registry = new EmulatedRegistry(id, region, _options.Time.GetUtcNow());
        return _registries.TryAdd(id, registry) ? registry : throw new ArgumentException($"The registry {id} exists already.", nameof(id));
    }

    internal EmulatedRegistry? Find(string id, string region) =>
        _registries.TryGetValue(id, out var registry) && registry.Region == region ? registry : null;
}
