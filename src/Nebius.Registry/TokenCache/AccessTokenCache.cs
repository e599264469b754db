using Nebius.Registry.Iam;
using Nebius.Registry.OS;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// Keeps access tokens in memory and on disk, so that a key is exchanged once however many projects and builds ask for it. Where the
/// disk cannot be used, that is told, and memory is enough.
/// </summary>
/// <remarks>On Windows, as well as it goes: our own files alone, and whoever has one open has it alone.</remarks>
/// <param name="options">What the cache works with.</param>
internal sealed class AccessTokenCache(TokenCacheOptions options)
{
    private readonly TokenFreshness _life = new(options.Time, options.MinimumLifetime);
    private readonly CacheLocator _places = new(options);

    /// <summary>Returns the token of an identity, exchanging when there is none or when it lives too short.</summary>
    /// <param name="identity">What the token is cached by.</param>
    /// <param name="exchange">Gets a new token.</param>
    /// <param name="notes">Where it is told that a cache could not be used.</param>
    /// <param name="cancellationToken">Ends the wait, for another's exchange too.</param>
    /// <exception cref="NebiusRegistryException">
    /// The exchange failed, and there is no token that still lives; or <c>NEBIUS_TOKEN_CACHE</c> names no cache.
    /// </exception>
    public Task<CachedToken> GetAsync(
        TokenCacheKey identity,
        Func<CancellationToken, Task<AccessToken>> exchange,
        CredentialLog notes,
        CancellationToken cancellationToken)
    {
        var mode = TokenCacheSetting.Read(options.Settings);
        return options.Memory.GetAsync(
            NameInMemory(identity),
            _life,
            cancellation => FetchAsync(identity, mode, exchange, new CacheNotes(notes), cancellation),
            cancellationToken);
    }

    /// <summary>Returns a token that Nebius's own tools keep, and never a new one.</summary>
    /// <param name="sharedName">The name that they keep it under.</param>
    /// <param name="notes">Where it is told that their file could not be used.</param>
    /// <param name="cancellationToken">Ends the wait for their lock.</param>
    /// <returns>The token, or null when there is none that still lives.</returns>
    /// <exception cref="NebiusRegistryException"><c>NEBIUS_TOKEN_CACHE</c> names no cache.</exception>
    public async Task<AccessToken?> FindSharedAsync(string sharedName, CredentialLog notes, CancellationToken cancellationToken)
    {
        if (TokenCacheSetting.Read(options.Settings) == TokenCacheMode.Memory)
        {
            return null;
        }

        try
        {
            return _places.Shared(sharedName) is { } place
                && await place.File.FindAsync(place.Name, cancellationToken).ConfigureAwait(false) is { } token
                && _life.IsAlive(token) ? token : null;
        }
        catch (PrivateFileException trouble)
        {
            new CacheNotes(notes).Tell(trouble);
            return null;
        }
    }

    /// <summary>Drops a token that was refused, unless it has been replaced meanwhile.</summary>
    /// <param name="identity">What the token is cached by.</param>
    /// <param name="refused">The token.</param>
    /// <param name="cancellationToken">Ends the wait for the cache's lock.</param>
    public async Task ForgetAsync(TokenCacheKey identity, Secret refused, CancellationToken cancellationToken)
    {
        options.Memory.Forget(NameInMemory(identity), refused);
        var mode = TokenCacheSetting.Read(options.Settings);
        if (mode == TokenCacheMode.Memory)
        {
            return;
        }

        try
        {
            // Comparing and dropping is one step under the file's lock. The lock of the exchange would add nothing but a wait: whoever
            // holds it writes another token, or has taken this one already.
            var place = _places.Of(identity, mode);
            await place.File.DropAsync(place.Name, refused, cancellationToken).ConfigureAwait(false);
        }
        catch (PrivateFileException)
        {
            // Told already when the token was asked for.
        }
    }

    private async Task<CachedToken> FetchAsync(
        TokenCacheKey identity,
        TokenCacheMode mode,
        Func<CancellationToken, Task<AccessToken>> exchange,
        CacheNotes notes,
        CancellationToken cancellationToken)
    {
        if (mode != TokenCacheMode.Memory)
        {
            try
            {
                return await new TokenFileCache(_places.Of(identity, mode), _life, notes).GetAsync(exchange, cancellationToken).ConfigureAwait(false);
            }
            catch (PrivateFileException trouble)
            {
                notes.Tell(trouble);
            }
        }

        return new CachedToken(await exchange(cancellationToken).ConfigureAwait(false), IsCached: false, RenewalError: null);
    }

    private static string NameInMemory(TokenCacheKey identity) => $"{identity.Endpoint.Domain}|{identity.Key}";
}

/// <summary>What a <see cref="AccessTokenCache"/> works with.</summary>
internal sealed record TokenCacheOptions
{
    /// <summary>Gets what the user set.</summary>
    public required NebiusSettings Settings { get; init; }

    /// <summary>Gets how long a cached token must still live to be used without being renewed.</summary>
    public required TimeSpan MinimumLifetime { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets where this process keeps tokens.</summary>
    public TokenMemoryCache Memory { get; init; } = TokenMemoryCache.OfThisProcess;
}

/// <summary>What a token is cached by. Two that are equal stand for the same token.</summary>
internal sealed record TokenCacheKey
{
    /// <summary>Gets who issued the token.</summary>
    public required IamEndpoint Endpoint { get; init; }

    /// <summary>Gets a text that only who holds the key (or token) that was exchanged can make, such as the key's hash.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the name that Nebius's own tools keep the token under, such as <c>service-account/ID/ID</c>; null when they keep none.</summary>
    public string? SharedName { get; init; }

    /// <summary>Gets a value indicating whether <c>Auto</c> keeps the token in the CLI's file: true for what comes from the CLI's configuration.</summary>
    public bool IsFromProfile { get; init; }
}

/// <summary>Tells of the cache's troubles, of each one once.</summary>
internal sealed class CacheNotes(CredentialLog notes)
{
    public void Tell(PrivateFileException trouble)
    {
        if (trouble.IsWarning)
        {
            Warn(trouble.Message);
        }
        else if (!notes.Lines.Contains(trouble.Message))
        {
            notes.Say(trouble.Message);
        }
    }

    public void Warn(string text)
    {
        if (notes.Warnings.All(warning => warning.Message != text))
        {
            notes.Warn(MessageCodes.TokenCacheUnusable, text);
        }
    }
}
