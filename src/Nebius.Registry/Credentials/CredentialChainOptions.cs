using Nebius.Registry.Iam;
using Nebius.Registry.Net;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Credentials;

/// <summary>What a <see cref="CredentialChain"/> works with.</summary>
public sealed record CredentialChainOptions
{
    /// <summary>Gets what the user set.</summary>
    public NebiusSettings Settings { get; init; } = new();

    /// <summary>Gets how long a cached token must still live to be used: a push may take its time. Thirty minutes by default.</summary>
    public TimeSpan MinimumLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Gets a value indicating whether a login of docker or podman is left to the .NET SDK, which reads it by itself: true for the
    /// SDK's own push, false for uploads by this library.
    /// </summary>
    public bool LeavesDockerConfigToSdk { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what makes the handler of calls to IAM; tests replace it.</summary>
    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Gets what makes the handler of requests in this machine's own network, past every proxy; tests replace it.</summary>
    internal Func<HttpMessageHandler> CreateDirectHandler { get; init; } = HttpHandlers.CreateDirect;

    /// <summary>Gets the memory for exchanged tokens.</summary>
    internal TokenMemoryCache Memory { get; init; } = TokenMemoryCache.OfThisProcess;

    /// <summary>Gets the cache of access tokens.</summary>
    internal AccessTokenCache Cache =>
        new(new TokenCacheOptions { Settings = Settings, MinimumLifetime = MinimumLifetime, Time = Time, Memory = Memory });

    /// <summary>Gets the rule for whether a token lives long enough.</summary>
    internal TokenFreshness Freshness => new(Time, MinimumLifetime);

    /// <summary>Makes what exchanges proofs of identity for access tokens.</summary>
    internal TokenExchange CreateExchange(IamEndpoint endpoint) => new(endpoint) { Time = Time, CreateHandler = CreateHandler };
}
