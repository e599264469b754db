using Nebius.Registry.Credentials;
using Nebius.Registry.Iam;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Preflight;

/// <summary>Makes the clients of Nebius's API that a preflight may need, and asks with them. A push that is accepted needs none.</summary>
internal sealed record ApiClients
{
    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets how long the API is waited for: what it tells only makes better what is known without it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Gets what makes the handler of all calls; a test puts its own here.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Asks with an access token; when it was kept and is not accepted any more, once more with a new one.</summary>
    /// <typeparam name="TAnswer">The answer.</typeparam>
    /// <param name="finder">Where access tokens come from.</param>
    /// <param name="token">The token.</param>
    /// <param name="ask">Asks with a token.</param>
    /// <param name="cancellationToken">Ends the search for a new token.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or could not be asked, or there is no new token.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<TAnswer> AskAsync<TAnswer>(
        ICredentialFinder finder, ApiToken token, Func<ApiToken, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(token).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error) when (error.IsUnauthenticated)
        {
            if (await finder.RenewAccessTokenAsync(token, cancellationToken).ConfigureAwait(false) is not { } renewed)
            {
                throw;
            }

            return await ask(renewed).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the client that asks about registries.</summary>
    public RegistryApi Registries(ApiToken token) => new(token.Access) { CreateHandler = CreateHandler, Retries = new() { Time = Time } };

    /// <summary>Asks about a static key, by <see cref="AskAsync"/>.</summary>
    public Task<StaticKeyInfo?> FindStaticKeyAsync(ICredentialFinder finder, ApiToken token, Secret key, CancellationToken cancellationToken) => AskAsync(
        finder,
        token,
        async asker =>
        {
            using var client = new StaticKeyClient(asker, new StaticKeyClientOptions { CreateHandler = CreateHandler, Time = Time });
            return await client.FindAsync(key, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
