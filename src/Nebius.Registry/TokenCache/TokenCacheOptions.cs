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

    /// <summary>Gets where this process keeps tokens.</summary>
    public TokenMemoryCache Memory { get; init; } = TokenMemoryCache.OfThisProcess;
}
