namespace Nebius.Registry.Emulator;

/// <summary>What is in the world of the command: accounts, registries with rights, static keys and faults.</summary>
internal sealed record Seed
{
    /// <summary>One account that may push to a registry in each region, and that has a static key.</summary>
    public static Seed Default { get; } = new();

    public IReadOnlyList<SeedAccount> Accounts { get; init; } = [new SeedAccount(RandomText.Id("serviceaccount"))];

    public IReadOnlyList<SeedRegistry> Registries { get; init; } =
    [
        // With the routing codes of the regions, as far as they are known.
        new("e00abc", "eu-north1"),
        new("e01abc", "eu-west1"),
        new("e02abc", "eu-north2"),
        new("e03abc", "uk-south1"),
        new("i00abc", "me-west1"),
        new("u00abc", "us-central1"),
    ];

    /// <summary>The static keys; if null, one of the first account.</summary>
    public IReadOnlyList<SeedKey>? Keys { get; init; }

    public IReadOnlyList<SeedFault> Faults { get; init; } = [];

    /// <summary>Adds everything to a world.</summary>
    /// <returns>The account that the command acts as, and its static key; the key is null if the seed has none.</returns>
    public (ServiceAccount Account, StaticKey? Key) ApplyTo(EmulatorWorld world)
    {
        var accounts = Accounts.ToDictionary(account => account.Id, account => Add(world, account), StringComparer.Ordinal);
        foreach (var registry in Registries)
        {
            Add(world, registry, accounts);
        }

        var first = accounts[Accounts[0].Id];
        var keys = (Keys ?? [new SeedKey(first.Id)]).Select(key => Add(world, key, accounts[key.Account])).ToArray();
        foreach (var fault in Faults)
        {
            world.Faults.Add(fault.Endpoint, fault.Fault, fault.Times, fault.Host);
        }

        return keys is [var key, ..] ? (accounts[key.ServiceAccountId], key) : (first, null);
    }

    private static ServiceAccount Add(EmulatorWorld world, SeedAccount account)
    {
        var added = world.Iam.AddServiceAccount(account.Id, account.Project);
        if (account.ManagesProject)
        {
            world.Iam.AllowKeyManagement(added);
            world.Iam.AllowRegistryCreation(added);
        }

        return added;
    }

    private static void Add(EmulatorWorld world, SeedRegistry registry, Dictionary<string, ServiceAccount> accounts)
    {
        var added = world.Registries.Add(registry.Id, registry.Region);
        added.Name = registry.Name ?? added.Name;
        added.ProjectId = registry.Project;
        added.State = registry.State;
        added.AllowAnonymousPull = registry.AnonymousPull;
        foreach (var (id, account) in accounts)
        {
            added.Grant(account, registry.Rights is null ? RegistryRights.Push : registry.Rights.GetValueOrDefault(id));
        }
    }

    private static StaticKey Add(EmulatorWorld world, SeedKey key, ServiceAccount account) =>
        world.Iam.IssueStaticKey(account, key.Service, key.Expires, key.Token, key.Name);
}

internal sealed record SeedAccount(string Id)
{
    public string Project { get; init; } = IamDirectory.DefaultProjectId;

    public bool ManagesProject { get; init; } = true;
}

internal sealed record SeedRegistry(string Id, string Region)
{
    public string? Name { get; init; }

    public string Project { get; init; } = IamDirectory.DefaultProjectId;

    public RegistryState State { get; init; } = RegistryState.Active;

    public bool AnonymousPull { get; init; }

    /// <summary>The rights by account; if null, every account may push.</summary>
    public IReadOnlyDictionary<string, RegistryRights>? Rights { get; init; }
}

internal sealed record SeedKey(string Account)
{
    public string? Token { get; init; }

    public string Name { get; init; } = "";

    public StaticKeyService Service { get; init; } = StaticKeyService.ContainerRegistry;

    public DateTimeOffset? Expires { get; init; }

    // The ToString of a record would have the token.
    public override string ToString() => Name;
}

internal sealed record SeedFault(EmulatorEndpoint Endpoint, Fault Fault)
{
    public int Times { get; init; } = 1;

    public string? Host { get; init; }
}
