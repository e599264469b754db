using Nebius.Registry.Iam;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Gets access tokens of service accounts, from the cache or by an exchange, for every source that has a proof to exchange.
/// </summary>
/// <param name="options">What the sources work with.</param>
/// <param name="endpoint">Where the exchange goes.</param>
/// <param name="source">The source that has the proof.</param>
/// <param name="origin">The setting that the source was found in.</param>
/// <param name="log">Takes what the user should know.</param>
internal sealed class ServiceAccountTokens(
    CredentialChainOptions options, IamEndpoint endpoint, CredentialSourceKind source, string origin, CredentialLog log)
{
    /// <summary>Gets a value indicating whether the proof comes from the CLI's configuration, whose cache is then shared.</summary>
    public bool IsFromProfile { get; init; }

    /// <summary>Gets the token for an authorized key.</summary>
    public Task<SourceCredential> ForKeyAsync(AuthorizedKey key, CancellationToken cancellationToken) => GetAsync(
        new TokenCacheKey { Endpoint = endpoint, Key = key.Fingerprint, SharedName = key.CacheName, IsFromProfile = IsFromProfile },
        key.ServiceAccountId,
        cancellation => options.CreateExchange(endpoint).ForAuthorizedKeyAsync(key, cancellation),
        cancellationToken);

    /// <summary>Gets the token for another identity provider's.</summary>
    /// <param name="serviceAccountId">The service account.</param>
    /// <param name="proof">What only the holder of the provider's token knows; the token is cached by it.</param>
    /// <param name="file">The path that the provider's token is read from, as it was written; null when it is from elsewhere.</param>
    /// <param name="getToken">Gets the provider's token, when there is something to exchange.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    public Task<SourceCredential> ForFederatedAsync(
        string serviceAccountId,
        string proof,
        string? file,
        Func<CancellationToken, Task<FederatedToken>> getToken,
        CancellationToken cancellationToken) => GetAsync(
            new TokenCacheKey
            {
                Endpoint = endpoint,
                Key = Hash($"federated|{serviceAccountId}|{proof}"),
                SharedName = file is null ? null : $"federated-credentials/{serviceAccountId}/{file}",
                IsFromProfile = IsFromProfile,
            },
            serviceAccountId,
            async cancellation =>
            {
                var token = await getToken(cancellation).ConfigureAwait(false);
                return await SendAsync(ExchangeRequest.ForFederatedToken(serviceAccountId, token.Token, token.Origin), cancellation)
                    .ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Gets the token of a service account for another account that may impersonate it.</summary>
    /// <param name="serviceAccountId">The service account.</param>
    /// <param name="requestedBy">The setting that asks for it.</param>
    /// <param name="actor">The credential that impersonates.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    public Task<SourceCredential> ForImpersonationAsync(
        string serviceAccountId,
        string requestedBy,
        SourceCredential actor,
        CancellationToken cancellationToken) => GetAsync(
            // Nebius's own tools keep these in memory only, so there is no name to share.
            new TokenCacheKey { Endpoint = endpoint, Key = Hash($"impersonated|{serviceAccountId}|{actor.Password.Reveal()}") },
            serviceAccountId,
            cancellation => SendAsync(
                ExchangeRequest.ForImpersonation(serviceAccountId, requestedBy, actor.Password, actor.ServiceAccountId),
                cancellation),
            cancellationToken);

    private async Task<SourceCredential> GetAsync(
        TokenCacheKey identity,
        string serviceAccountId,
        Func<CancellationToken, Task<AccessToken>> exchange,
        CancellationToken cancellationToken)
    {
        var cache = options.Cache;
        var token = await cache.GetAsync(identity, exchange, log, cancellationToken).ConfigureAwait(false);
        return new SourceCredential
        {
            Password = token.Token,
            Source = source,
            Origin = origin,
            ServiceAccountId = serviceAccountId,
            ExpiresAt = token.ExpiresAt,
            RenewalError = token.RenewalError,
            Forget = token.IsCached ? cancellation => cache.ForgetAsync(identity, token.Token, cancellation) : null,
        };
    }

    // A method of its own, so that gRPC is loaded only when there is something to exchange.
    private Task<AccessToken> SendAsync(ExchangeRequest request, CancellationToken cancellationToken) =>
        options.CreateExchange(endpoint).SendAsync(request, cancellationToken);

    private static string Hash(string text) => Sha256.HashToHex(text);
}
