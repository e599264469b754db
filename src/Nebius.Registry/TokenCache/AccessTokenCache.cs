using System.Net;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;

namespace Nebius.Registry.TokenCache;

/// <summary>What a <see cref="AccessTokenCache"/> works with.</summary>
internal sealed record TokenCacheOptions
{
    /// <summary>Gets what the user set.</summary>
    public required NebiusSettings Settings { get; init; }

    /// <summary>Gets how long a cached token must still live to be used without being renewed.</summary>
    public required TimeSpan MinimumLifetime { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets the proxy of the clients that exchange.</summary>
    public IWebProxy Proxy { get; init; } = ProcessProxy.Instance;

    /// <summary>Gets where this process keeps tokens.</summary>
    public TokenMemoryCache Memory { get; init; } = TokenMemoryCache.OfThisProcess;
}

/// <summary>What a token is cached by. Two that are equal stand for the same token.</summary>
internal sealed record TokenCacheKey
{
    /// <summary>Gets who issued the token.</summary>
    public required IamEndpoint Endpoint { get; init; }

    /// <summary>Gets a text that only the holder of the exchanged key (or token) can make, such as the key's hash.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// Gets the name of the token in the file of Nebius's own tools, such as <c>service-account/ID/ID</c>; null when they don't store it.
    /// </summary>
    public string? SharedName { get; init; }

    /// <summary>
    /// Gets a value indicating whether <c>Auto</c> uses the CLI's file: true for what comes from the CLI's configuration.
    /// </summary>
    public bool IsFromProfile { get; init; }

    /// <summary>Gets the name of the token where this library stores it.</summary>
    public string PrivateName => $"{Endpoint.Domain}|{Key}";
}

/// <summary>
/// Caches access tokens, so that a key is exchanged once however many projects and builds ask for it. Memory is for the projects of one
/// process, which then wait for one exchange and read no file; the disk is for the next process. Where the disk can't be used, a warning
/// says so and memory is enough.
/// </summary>
/// <remarks>On Windows only private files are used, and a process that has one open has it alone.</remarks>
/// <param name="options">What the cache works with.</param>
internal sealed class AccessTokenCache(TokenCacheOptions options)
{
    private readonly TokenFreshness _freshness = new(options.Time, options.MinimumLifetime);
    private readonly CacheLocator _locator = new(options);
    private readonly RecentTimeouts _timeouts = new(options);

    /// <summary>Returns the token of an identity, exchanging when there is none or when it expires too soon.</summary>
    /// <param name="identity">What the token is cached by.</param>
    /// <param name="exchange">Gets a new token.</param>
    /// <param name="log">Takes a line or a warning when a cache could not be used.</param>
    /// <param name="cancellationToken">Ends the wait, for another caller's exchange too.</param>
    /// <exception cref="NebiusRegistryException">
    /// The exchange failed, and there is no token that can still be used; or <c>NEBIUS_TOKEN_CACHE</c> names no cache.
    /// </exception>
    public Task<AccessToken> GetAsync(
        TokenCacheKey identity,
        Func<CancellationToken, Task<AccessToken>> exchange,
        CredentialLog log,
        CancellationToken cancellationToken)
    {
        var mode = TokenCacheSetting.Read(options.Settings);
        return options.Memory.GetAsync(
            identity.PrivateName,
            _freshness,
            cancellation => FetchAsync(
                identity, mode, end => _timeouts.GuardAsync(identity, exchange, end), new CacheLog(log), cancellation),
            cancellationToken);
    }

    /// <summary>Returns a token that Nebius's own tools stored, and never a new one.</summary>
    /// <param name="sharedName">Its name in their file.</param>
    /// <param name="log">Takes a line or a warning when their file could not be used.</param>
    /// <param name="cancellationToken">Ends the wait for their lock.</param>
    /// <returns>The token, or null when there is none that can still be used.</returns>
    /// <exception cref="NebiusRegistryException"><c>NEBIUS_TOKEN_CACHE</c> names no cache.</exception>
    public async Task<AccessToken?> FindSharedAsync(string sharedName, CredentialLog log, CancellationToken cancellationToken)
    {
        if (TokenCacheSetting.Read(options.Settings) == TokenCacheMode.Memory)
        {
            return null;
        }

        try
        {
            return _locator.Shared(sharedName) is { } location
                && await location.File.FindAsync(location.Name, cancellationToken).ConfigureAwait(false) is { } token
                && _freshness.IsAlive(token) ? token : null;
        }
        catch (Exception error) when (TokenCacheUnavailableException.From(error) is { } problem)
        {
            new CacheLog(log).Report(problem);
            return null;
        }
    }

    /// <summary>Drops a token that was refused, unless it has been replaced meanwhile.</summary>
    /// <param name="identity">What the token is cached by.</param>
    /// <param name="refused">The token.</param>
    /// <param name="cancellationToken">Ends the wait for the cache's lock.</param>
    public async Task ForgetAsync(TokenCacheKey identity, Secret refused, CancellationToken cancellationToken)
    {
        options.Memory.Forget(identity.PrivateName, refused);
        var mode = TokenCacheSetting.Read(options.Settings);
        if (mode == TokenCacheMode.Memory)
        {
            return;
        }

        try
        {
            // The file's own lock makes comparing and dropping one step; the lock of the exchange would add only a wait, because its
            // holder writes another token or has taken this one already.
            var location = _locator.Of(identity, mode);
            await location.File.DropAsync(location.Name, refused, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (TokenCacheUnavailableException.From(error) is not null)
        {
            // The user was told when the token was asked for.
        }
    }

    private async Task<AccessToken> FetchAsync(
        TokenCacheKey identity,
        TokenCacheMode mode,
        Func<CancellationToken, Task<AccessToken>> exchange,
        CacheLog log,
        CancellationToken cancellationToken)
    {
        if (mode != TokenCacheMode.Memory)
        {
            try
            {
                return await new TokenFileCache(_locator.Of(identity, mode), _freshness, log).GetAsync(exchange, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception error) when (TokenCacheUnavailableException.From(error) is { } problem)
            {
                log.Report(problem);
            }
        }

        return await exchange(cancellationToken).ConfigureAwait(false);
    }
}
