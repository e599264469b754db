using Nebius.Registry.Configuration;
using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>A service account's authorized key, exchanged for an access token.</summary>
internal sealed class AuthorizedKeySource(CredentialChainOptions options) : ICredentialSource
{
    private readonly AuthorizedKeySettings _settings = new(options.Settings);

    public CredentialSourceKind Kind => CredentialSourceKind.AuthorizedKey;

    public SourcePresence Look(RegistryHost host) => new(
        _settings.Origin,
        AuthorizedKeySettings.LookedAt,
        "nebius iam auth-public-key generate --service-account-id <id> --output key.json, then export "
        + $"{EnvironmentVariables.AuthorizedKeyFile}=key.json");

    public async Task<RegistryCredential> GetAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        var endpoint = IamEndpoint.FromEnvironment(options.Settings);
        using var key = await _settings.ReadAsync(cancellationToken).ConfigureAwait(false);
        var name = $"{endpoint.Domain}|{key.CacheName}|{key.Fingerprint}";
        var remembered = await options.Memory.GetAsync(
            name,
            token => token.ExpiresAt - options.Time.GetUtcNow() >= options.MinimumLifetime,
            token => token.ExpiresAt > options.Time.GetUtcNow(),
            cancellation => ExchangeAsync(endpoint, key, cancellation),
            cancellationToken).ConfigureAwait(false);
        return new RegistryCredential
        {
            Host = host,
            Password = remembered.Token.Token,
            Source = Kind,
            Origin = _settings.Origin!,
            ServiceAccountId = key.ServiceAccountId,
            ExpiresAt = remembered.Token.ExpiresAt,
            RenewalError = remembered.RenewalError,
            Forget = remembered.IsCached ? () => options.Memory.Forget(name, remembered.Token.Token) : null,
        };
    }

    // A method of its own, so that gRPC is loaded only when there is something to exchange.
    private Task<AccessToken> ExchangeAsync(IamEndpoint endpoint, AuthorizedKey key, CancellationToken cancellationToken) =>
        new TokenExchange(endpoint) { Time = options.Time, CreateHandler = options.CreateHandler }.ForAuthorizedKeyAsync(key, cancellationToken);
}
