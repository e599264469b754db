namespace Nebius.Registry.DockerConfig;

/// <summary>How a program reads a file of logins, where programs differ.</summary>
internal sealed record LoginRules
{
    /// <summary>
    /// Gets our own, which are the .NET SDK's (https://github.com/mthalman/docker-creds-provider 2.2.4) but for a store that has no entry for the host:
    /// the SDK asks it, and we do not start a program on a guess.
    /// </summary>
    public static LoginRules Ours { get; } = new();

    /// <summary>Gets the .NET SDK's.</summary>
    public static LoginRules OfTheSdk { get; } = new() { AsksStoreForAll = true };

    /// <summary>Gets docker's, which are helm's, too: https://github.com/docker/cli/tree/v28.2.2/cli/config/configfile</summary>
    public static LoginRules OfDocker { get; } = new() { AsksStoreForAll = true, IgnoresNull = true, IgnoresEmpty = true };

    /// <summary>Gets podman's and skopeo's: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</summary>
    public static LoginRules OfPodman { get; } = new() { ReadsStores = false, IgnoresNull = true, KeysMayBeNamespaces = true };

    /// <summary>Gets a value indicating whether <c>credsStore</c> counts.</summary>
    public bool ReadsStores { get; private init; } = true;

    /// <summary>Gets a value indicating whether the store is asked about a host that has no entry in <c>auths</c>.</summary>
    public bool AsksStoreForAll { get; private init; }

    /// <summary>Gets a value indicating whether <c>null</c> is as good as nothing.</summary>
    public bool IgnoresNull { get; private init; }

    /// <summary>Gets a value indicating whether an empty name of a helper or store is as good as none.</summary>
    public bool IgnoresEmpty { get; private init; }

    /// <summary>Gets a value indicating whether a key <c>host/path</c> is for that path alone, and not for the host.</summary>
    public bool KeysMayBeNamespaces { get; private init; }
}
