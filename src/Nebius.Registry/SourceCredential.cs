namespace Nebius.Registry;

/// <summary>
/// What a source gives: a secret and where it is from. <see cref="RegistryCredential"/> binds it to a registry's host, and an access token
/// for the Nebius API is one, too. Its text form shows neither the secret nor another user's name.
/// </summary>
public record SourceCredential
{
    /// <summary>Gets the user name; <c>iam</c>, unless a docker login for a trusted host says otherwise.</summary>
    public string UserName { get; init; } = RegistryCredential.IamUserName;

    /// <summary>Gets the password: a static key's token or an access token.</summary>
    public required Secret Password { get; init; }

    /// <summary>Gets the kind of source that it came from.</summary>
    public required CredentialSourceKind Source { get; init; }

    /// <summary>Gets where it was found, such as <c>NEBIUS_REGISTRY_STATIC_KEY</c>: a variable, a file or a program.</summary>
    public required string Origin { get; init; }

    /// <summary>Gets the service account that it belongs to, where that is known.</summary>
    public string? ServiceAccountId { get; init; }

    /// <summary>Gets when it expires, where that is known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets a value indicating whether the token came from the token cache.</summary>
    public bool IsCached => Forget is not null;

    /// <summary>Gets what drops the token from the token cache; null when it did not come from there.</summary>
    internal Func<CancellationToken, Task>? Forget { get; init; }

    /// <summary>Gets why a cached token could not be renewed, when it expires sooner than asked for.</summary>
    internal NebiusRegistryException? RenewalError { get; init; }

    /// <summary>Gets the service account that the source itself asks to impersonate.</summary>
    internal string? ImpersonateServiceAccountId { get; init; }

    /// <summary>Gets the endpoint that issued the token, where the source and not the environment names it.</summary>
    internal IamEndpoint? Endpoint { get; init; }

    /// <summary>Returns whether the user is <c>iam</c>, the source, the account and the expiry.</summary>
    /// <returns>A text without the password and without another user's name.</returns>
    public override string ToString() => CredentialDescription.Of(this);
}
