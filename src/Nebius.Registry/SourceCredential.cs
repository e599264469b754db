using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>What a source gives: a secret and where it is from, before it is bound to a registry's host or to Nebius's API.</summary>
internal sealed record SourceCredential
{
    /// <summary>Gets the user name; <c>iam</c>, unless a docker login for a trusted host says otherwise.</summary>
    public string UserName { get; init; } = RegistryCredential.IamUserName;

    /// <summary>Gets the static key's token or the access token.</summary>
    public required Secret Password { get; init; }

    /// <summary>Gets the kind of source that it came from.</summary>
    public required CredentialSourceKind Source { get; init; }

    /// <summary>Gets the name of the setting that the source was found in.</summary>
    public required string Origin { get; init; }

    /// <summary>Gets the service account that it stands for, where it can be told.</summary>
    public string? ServiceAccountId { get; init; }

    /// <summary>Gets when it expires, where that can be told.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets why a cached token could not be renewed, when it lives shorter than asked for.</summary>
    public NebiusRegistryException? RenewalError { get; init; }

    /// <summary>Gets what drops the token from our cache; null when it did not come from there.</summary>
    public Func<CancellationToken, Task>? Forget { get; init; }

    /// <summary>Gets the service account that the source itself asks to impersonate.</summary>
    public string? ImpersonateServiceAccountId { get; init; }

    /// <summary>Gets the endpoint that issued the token, where the source and not the environment names it.</summary>
    public IamEndpoint? Endpoint { get; init; }

    /// <summary>Binds it to the one host that it is for.</summary>
    public RegistryCredential For(RegistryHost host) => new()
    {
        Host = host,
        UserName = UserName,
        Password = Password,
        Source = Source,
        Origin = Origin,
        ServiceAccountId = ServiceAccountId,
        ExpiresAt = ExpiresAt,
        Forget = Forget,
    };
}
