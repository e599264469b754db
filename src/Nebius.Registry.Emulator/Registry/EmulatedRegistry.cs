using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>A Nebius registry with its rights and content. It is in one region.</summary>
public sealed class EmulatedRegistry
{
    private readonly ConcurrentDictionary<string, RegistryRights> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _hiddenFrom = new(StringComparer.Ordinal);

    internal EmulatedRegistry(string id, string region, DateTimeOffset createdAt)
    {
        Id = id;
        Region = region;
        CreatedAt = createdAt;
        Name = "images-" + id;
    }

    /// <summary>The short ID, as in the path of an image: <c>e00abc</c>.</summary>
    public string Id { get; }

    /// <summary>The resource ID, as in the API: <c>registry-e00abc</c>.</summary>
    public string ResourceId => "registry-" + Id;

    /// <summary>The region, such as <c>eu-west1</c>.</summary>
    public string Region { get; }

    /// <summary>The host name: <c>cr.REGION.nebius.cloud</c>.</summary>
    public string Host => $"cr.{Region}.nebius.cloud";

    /// <summary>The ID of the project that it belongs to.</summary>
    public string ProjectId { get; set; } = IamDirectory.DefaultProjectId;

    /// <summary>The display name, which is not part of the path of an image.</summary>
    public string Name { get; set; }

    /// <summary>The description, as given when it was created by the API.</summary>
    public string Description { get; set; } = "";

    /// <summary>The state. A registry that is not active refuses pushes with 403.</summary>
    public RegistryState State { get; set; } = RegistryState.Active;

    /// <summary>When it was added, by <see cref="EmulatorOptions.Time"/>.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Whether clients can pull without a credential; false by default.</summary>
    public bool AllowAnonymousPull { get; set; }

    /// <summary>The repositories of the registry.</summary>
    public ContentStore Content { get; } = new();

    /// <summary>Sets the rights of an account, also for credentials that are in use already.</summary>
    public void Grant(ServiceAccount account, RegistryRights rights)
    {
        ArgumentNullException.ThrowIfNull(account);
        _grants[account.Id] = rights;
    }

    /// <summary>Takes all rights from an account. It gets 403 from now on, also with a token that worked before.</summary>
    public void Revoke(ServiceAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        _grants.TryRemove(account.Id, out _);
    }

    /// <summary>Hides the registry from an account in the API. Its rights to pull and push remain.</summary>
    public void ForbidView(ServiceAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        _hiddenFrom[account.Id] = 0;
    }

    /// <inheritdoc cref="ContentStore.FindManifest"/>
    public StoredManifest? FindManifest(string repository, string reference) => Content.FindManifest(repository, reference);

    /// <summary>Returns <c>HOST/ID</c>, the start of an image reference.</summary>
    public override string ToString() => $"{Host}/{Id}";

    internal bool MayView(Identity caller) =>
        _grants.GetValueOrDefault(caller.Name) != RegistryRights.None && !_hiddenFrom.ContainsKey(caller.Name);

    internal RegistryRights RightsOf(Identity identity)
    {
        var granted = identity.IsAnonymous ? RegistryRights.None : _grants.GetValueOrDefault(identity.Name);
        return granted == RegistryRights.None && AllowAnonymousPull ? RegistryRights.Pull : granted;
    }
}

/// <summary>The rights of a service account to a registry; each one includes those before it.</summary>
public enum RegistryRights
{
    /// <summary>No access: 403.</summary>
    None = 0,

    /// <summary>Pull: the role viewer.</summary>
    Pull = 1,

    /// <summary>Pull, push and delete: the role editor.</summary>
    Push = 2,
}

/// <summary>The state of a registry, with the names and numbers of nebius.registry.v1.RegistryStatus.State.</summary>
public enum RegistryState
{
    /// <summary>The registry is being created.</summary>
    Creating = 0,

    /// <summary>The registry can be used.</summary>
    Active = 1,

    /// <summary>The registry is being deleted.</summary>
    Deleting = 2,

    /// <summary>The registry is suspended.</summary>
    Suspended = 3,
}

/// <summary>The Nebius registries of a world, by short ID.</summary>
public sealed class RegistryDirectory
{
    // Pairs from public material; Nebius publishes no table.
    private static readonly (string Code, string? Region)[] RegionsByRoutingCode =
    [
        ("e00", "eu-north1"), ("e01", "eu-west1"), ("e02", "eu-north2"), ("e03", "uk-south1"), ("i00", "me-west1"), ("u00", "us-central1"),
    ];

    private readonly EmulatorOptions _options;
    private readonly ConcurrentDictionary<string, EmulatedRegistry> _registries = new(StringComparer.Ordinal);

    internal RegistryDirectory(EmulatorOptions options) => _options = options;

    /// <summary>All registries, in no particular order.</summary>
    public IReadOnlyCollection<EmulatedRegistry> All => [.. _registries.Values];

    /// <summary>Returns the registry with a short ID.</summary>
    /// <exception cref="KeyNotFoundException">There is no such registry.</exception>
    public EmulatedRegistry this[string id] => _registries[id];

    /// <summary>Adds a registry.</summary>
    /// <param name="id">The short ID, such as <c>e00abc</c>, or the alias of a registry of Nebius itself, such as <c>soperator</c>.</param>
    /// <param name="region">One of <see cref="EmulatorOptions.Regions"/>.</param>
    /// <exception cref="ArgumentException">The region does not exist, or the ID is in use.</exception>
    public EmulatedRegistry Add(string id, string region)
    {
        if (!_options.Regions.Contains(region))
        {
            throw new ArgumentException($"The world has no region {region}.", nameof(region));
        }

        var registry = new EmulatedRegistry(id, region, _options.Time.GetUtcNow());
        return _registries.TryAdd(id, registry) ? registry : throw new ArgumentException($"The registry {id} exists already.", nameof(id));
    }

    /// <summary>Adds a registry with a random ID in the region of a project.</summary>
    internal EmulatedRegistry AddFor(string projectId)
    {
        var code = projectId.StartsWith("project-", StringComparison.Ordinal) ? projectId["project-".Length..] : "";
        var region = RegionsByRoutingCode.FirstOrDefault(one => code.StartsWith(one.Code, StringComparison.Ordinal));
        var (prefix, name) = _options.Regions.Contains(region.Region ?? "") ? region : ("e00", _options.LocalhostRegion);
        return Add(prefix + RandomText.Hexadecimal(), name!);
    }

    internal void Remove(EmulatedRegistry registry) => _registries.TryRemove(registry.Id, out _);

    internal EmulatedRegistry? Find(string id, string region) =>
        _registries.TryGetValue(id, out var registry) && registry.Region == region ? registry : null;
}
