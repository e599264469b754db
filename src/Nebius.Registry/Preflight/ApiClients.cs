using Nebius.Registry.Credentials;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;
using Nebius.Registry.StaticKeys;

namespace Nebius.Registry.Preflight;

/// <summary>
/// Makes the clients of the Nebius API that a preflight check may need, and asks with them. A push that is accepted needs none.
/// </summary>
internal sealed record ApiClients
{
    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets how long the API is waited for: what it tells only makes better what is known without it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Gets what makes the handler of all calls; a test puts its own here.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Makes the client that asks about registries.</summary>
    public RegistryApi Registries(ApiToken token) => new(token.Access) { CreateHandler = CreateHandler, Retries = new() { Time = Time } };

    /// <summary>Asks about a static key.</summary>
    public Task<StaticKeyInfo?> FindStaticKeyAsync(
        ICredentialProvider provider, ApiToken token, Secret key, CancellationToken cancellationToken) => provider.WithFreshCredentialAsync(
        token,
        async asker =>
        {
            using var client = new StaticKeyClient(asker, new StaticKeyClientOptions { CreateHandler = CreateHandler, Time = Time });
            return await client.FindAsync(key, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
