namespace Nebius.Registry.Credentials;

/// <summary>Asks with a credential and, when a cached one is refused, once more with a new one.</summary>
internal static class FreshCredential
{
    /// <summary>Asks the Nebius API; when a cached token isn't accepted any more, once more with a new one.</summary>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="provider">Where access tokens come from.</param>
    /// <param name="token">The token.</param>
    /// <param name="ask">Asks with a token.</param>
    /// <param name="cancellationToken">Ends the search for a new token.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or could not be asked, or there is no new token.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static Task<TResult> WithFreshCredentialAsync<TResult>(
        this ICredentialProvider provider, ApiToken token, Func<ApiToken, Task<TResult>> ask, CancellationToken cancellationToken) =>
        AskAsync(token, ask, IsUnauthenticated, refused => provider.RenewAccessTokenAsync(refused, cancellationToken));

    /// <summary>Asks a registry; when a cached credential is refused, once more with a new one.</summary>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="provider">Where credentials come from.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="ask">Asks with a credential.</param>
    /// <param name="isRefusal">Tells whether an answer says that the credential isn't accepted.</param>
    /// <param name="cancellationToken">Ends the search for a new credential.</param>
    /// <returns>The credential that was used in the end, and the answer.</returns>
    /// <exception cref="NebiusRegistryException">A new credential can't be obtained.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<(RegistryCredential Credential, TResult Answer)> WithFreshCredentialAsync<TResult>(
        this ICredentialProvider provider,
        RegistryCredential credential,
        Func<RegistryCredential, Task<TResult>> ask,
        Func<TResult, bool> isRefusal,
        CancellationToken cancellationToken)
    {
        var answer = await ask(credential).ConfigureAwait(false);
        if (!isRefusal(answer))
        {
            return (credential, answer);
        }

        var resolution = await provider.RenewAsync(credential, cancellationToken).ConfigureAwait(false);
        return resolution is { Credential: { } renewed } ? (renewed, await ask(renewed).ConfigureAwait(false)) : (credential, answer);
    }

    /// <summary>Asks with a credential whose refusal is an exception; after a refusal, once more with a renewed one.</summary>
    /// <typeparam name="TCredential">The kind of credential.</typeparam>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="credential">The credential.</param>
    /// <param name="ask">Asks with a credential.</param>
    /// <param name="isRefusal">Tells whether an error says that the credential isn't accepted.</param>
    /// <param name="renew">Gets another credential; null when there is none, so that the error stands.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NebiusRegistryException">The question failed, or there is no new credential.</exception>
    public static async Task<TResult> AskAsync<TCredential, TResult>(
        TCredential credential,
        Func<TCredential, Task<TResult>> ask,
        Func<NebiusRegistryException, bool> isRefusal,
        Func<TCredential, Task<TCredential?>> renew)
        where TCredential : SourceCredential
    {
        try
        {
            return await ask(credential).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error) when (isRefusal(error))
        {
            if (await renew(credential).ConfigureAwait(false) is not { } renewed)
            {
                throw;
            }

            return await ask(renewed).ConfigureAwait(false);
        }
    }

    /// <summary>Tells whether IAM or the Nebius API did not accept a token.</summary>
    public static bool IsUnauthenticated(NebiusRegistryException error) => error.IsUnauthenticated;
}
