using Nebius.Registry.Iam;
using Nebius.Registry.Iam.Rpc;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Finds credentials for registries and access tokens for Nebius's API, and another one when a token is refused that was kept too long.
/// </summary>
public interface ICredentialProvider
{
    /// <summary>Finds the credential for a host.</summary>
    /// <param name="host">The host that the credential is for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The credential, and what the user should know about it.</returns>
    /// <exception cref="NebiusRegistryException">No source has a credential, or the first that has one cannot be used.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken);

    /// <summary>Gets a new token in place of a kept one that the registry refused.</summary>
    /// <param name="refused">What the registry refused.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The new credential; null when the refused one was not kept: a key or token that the user gave stays what it is.</returns>
    /// <exception cref="NebiusRegistryException">There is no new token.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken);

    /// <summary>Tells whether some source has an access token, without the network and without starting anything.</summary>
    /// <returns>True when <see cref="ResolveAccessTokenAsync"/> has something to try.</returns>
    /// <exception cref="NebiusRegistryException">The setting that names the sources has a value that it does not know.</exception>
    bool HasAccessToken();

    /// <summary>
    /// Finds an access token for Nebius's API, by the same rules. Static keys and docker logins open registries alone, so they are passed
    /// by; the token may belong to somebody else than the credential of a push does.
    /// </summary>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The token.</returns>
    /// <exception cref="NebiusRegistryException">No source has an access token, or the first that has one cannot be used.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken);

    /// <summary>Gets a new access token in place of a kept one that Nebius's API refused.</summary>
    /// <param name="refused">What the API refused.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The new token; null when the refused one was not kept: a token that the user gave stays what it is.</returns>
    /// <exception cref="NebiusRegistryException">There is no new token.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<ApiToken?> RenewAccessTokenAsync(ApiToken refused, CancellationToken cancellationToken);
}

/// <summary>What a chain found.</summary>
public sealed record CredentialResolution
{
    /// <summary>Gets the credential; null when the SDK's own reading of docker's files is left to find it, see <see cref="LeftToSdk"/>.</summary>
    public RegistryCredential? Credential { get; init; }

    /// <summary>Gets the docker or podman login that the SDK will use by itself; null when there is a <see cref="Credential"/>.</summary>
    public string? LeftToSdk { get; init; }

    /// <summary>Gets what the user should know, a line each: a source that is set too but was not used, a cache that could not be.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets what the user should look at: a token that may end before the push does, a key in the repository.</summary>
    public IReadOnlyList<Advice> Warnings { get; init; } = [];
}

/// <summary>An access token for Nebius's API. Its text form never shows the token.</summary>
public sealed record ApiToken
{
    /// <summary>Gets the token.</summary>
    public required Secret Token { get; init; }

    /// <summary>Gets the kind of source that it came from.</summary>
    public required CredentialSourceKind Source { get; init; }

    /// <summary>Gets the name of the setting that the source was found in.</summary>
    public required string Origin { get; init; }

    /// <summary>Gets the service account that it stands for, where it can be told.</summary>
    public string? ServiceAccountId { get; init; }

    /// <summary>Gets when it expires, where that can be told.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets what the user should know, a line each: a source that is set too but was not used, a cache that could not be.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets the API that it is for.</summary>
    internal IamEndpoint Endpoint { get; init; } = IamEndpoint.Default;

    /// <summary>Gets what drops the token from our cache; null when it did not come from there.</summary>
    internal Func<CancellationToken, Task>? Forget { get; init; }

    /// <summary>Gets what a client of the API asks with.</summary>
    internal ApiAccess Access => new(Endpoint, Token) { Origin = Origin };
}
