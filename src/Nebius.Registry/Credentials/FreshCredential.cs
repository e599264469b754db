namespace Nebius.Registry.Credentials;

/// <summary>What is done about an access token that was kept too long.</summary>
internal static class AccessTokenRenewal
{
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
        this ICredentialProvider finder, ApiToken token, Func<ApiToken, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(finder);
        ArgumentNullException.ThrowIfNull(ask);
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
}
