namespace Nebius.Registry;

/// <summary>What a registry client sends for one host.</summary>
public sealed record RegistryCredential
{
    /// <summary>The user name of every Nebius credential, see https://docs.nebius.com/container-registry/authentication.</summary>
    public const string IamUserName = "iam";

    // A shorter one is a part of many words.
    private const int ShortestHiddenName = 4;

    /// <summary>Gets the one host that this credential is for.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets the user name; <c>iam</c>, unless a docker login for a trusted host says otherwise.</summary>
    public string UserName { get; init; } = IamUserName;

    /// <summary>Gets the password: a static key's token or an access token.</summary>
    public required Secret Password { get; init; }

    /// <summary>Gets the kind of source that it came from.</summary>
    public required CredentialSourceKind Source { get; init; }

    /// <summary>Gets the name of the setting that the source was found in, such as <c>NEBIUS_REGISTRY_STATIC_KEY</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Gets the service account that it stands for, where it can be told.</summary>
    public string? ServiceAccountId { get; init; }

    /// <summary>Gets when it expires, where that can be told.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets a value indicating whether the token was exchanged earlier and kept.</summary>
    public bool IsCached => Forget is not null;

    /// <summary>Gets what drops the token from our cache; null when it did not come from there.</summary>
    internal Func<CancellationToken, Task>? Forget { get; init; }

    /// <summary>Gets what another side's text must not show: the password, and a user name that may be a person's, or a token.</summary>
    internal IEnumerable<Secret> Secrets =>
        UserName.Length < ShortestHiddenName || UserName == IamUserName ? [Password] : [Password, new Secret(UserName)];

    /// <summary>Says whose credential it is.</summary>
    /// <returns>Whether the user is <c>iam</c>, source, account and end; neither password nor another user's name.</returns>
    public override string ToString() => CredentialDescription.Of(this);
}
