using System.Diagnostics.CodeAnalysis;
using Nebius.Registry.Iam.Rpc;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Finds credentials for registries and access tokens for the Nebius API, and renews a cached one that was refused.
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

    /// <summary>Gets a new credential in place of a cached one that the registry refused.</summary>
    /// <param name="refused">What the registry refused.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The new credential; null when the refused one was not cached: a key or token that the user gave can't be renewed.</returns>
    /// <exception cref="NebiusRegistryException">A new token can't be obtained.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken);

    /// <summary>Tells whether some source has an access token, without the network and without starting a process.</summary>
    /// <returns>True when <see cref="ResolveAccessTokenAsync"/> has something to try.</returns>
    /// <exception cref="NebiusRegistryException">The setting that names the sources has a value that it does not know.</exception>
    bool HasAccessToken();

    /// <summary>
    /// Finds an access token for the Nebius API, by the same rules. Static keys and docker logins are for registries only, so they are
    /// skipped; the token may belong to another account than the credential of a push.
    /// </summary>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The token.</returns>
    /// <exception cref="NebiusRegistryException">No source has an access token, or the first that has one cannot be used.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken);

    /// <summary>Gets a new access token in place of a cached one that the Nebius API refused.</summary>
    /// <param name="refused">What the API refused.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The new token; null when the refused one was not cached: a token that the user gave can't be renewed.</returns>
    /// <exception cref="NebiusRegistryException">A new token can't be obtained.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<ApiToken?> RenewAccessTokenAsync(ApiToken refused, CancellationToken cancellationToken);
}

/// <summary>The result of a search for a credential.</summary>
public sealed record CredentialResolution
{
    /// <summary>
    /// Gets the credential; null when the SDK's own reading of docker's files is left to find it, see <see cref="LeftToSdk"/>.
    /// </summary>
    public RegistryCredential? Credential { get; init; }

    /// <summary>Gets the docker or podman login that the SDK will use by itself; null when there is a <see cref="Credential"/>.</summary>
    public string? LeftToSdk { get; init; }

    /// <summary>
    /// Gets what the user should know, a line each: a source that is set too but was not used, a cache that could not be.
    /// </summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets what the user should look at: a token that may end before the push does, a key in the repository.</summary>
    public IReadOnlyList<Advice> Warnings { get; init; } = [];
}

/// <summary>An access token for the Nebius API.</summary>
public sealed record ApiToken : SourceCredential
{
    /// <summary>Makes a token of its parts.</summary>
    public ApiToken()
    {
    }

    /// <summary>Makes the token that a source gave.</summary>
    [SetsRequiredMembers]
    internal ApiToken(SourceCredential credential)
        : base(credential)
    {
    }

    /// <summary>Gets the token; another name of <see cref="SourceCredential.Password"/>.</summary>
    public Secret Token => Password;

    /// <summary>
    /// Gets what the user should know, a line each: a source that is set too but was not used, a cache that could not be.
    /// </summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets what a client of the API needs.</summary>
    internal ApiAccess Access => new(Endpoint ?? IamEndpoint.Default, Password) { Origin = Origin };

    /// <summary>Returns the source, the account and the expiry.</summary>
    /// <returns>A text without the token.</returns>
    public override string ToString() => CredentialDescription.OfAccessToken(this);
}
