using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Credentials;

/// <summary>An access token of a service account, new or kept.</summary>
/// <param name="ServiceAccountId">The service account.</param>
/// <param name="Token">The token, and how it was come by.</param>
/// <param name="Forget">Drops the token from the cache.</param>
internal sealed record IssuedToken(string ServiceAccountId, CachedToken Token, Func<CancellationToken, Task> Forget)
{
    /// <summary>Makes it what a source gives.</summary>
    public SourceCredential ToSourceCredential(CredentialSourceKind source, string origin) => new()
    {
        Password = Token.Token.Token,
        Source = source,
        Origin = origin,
        ServiceAccountId = ServiceAccountId,
        ExpiresAt = Token.Token.ExpiresAt,
        RenewalError = Token.RenewalError,
        Forget = Token.IsCached ? Forget : null,
    };
}
