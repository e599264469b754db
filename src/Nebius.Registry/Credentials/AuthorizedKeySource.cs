using Nebius.Registry.Caching;
using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>A service account's authorized key, exchanged for an access token.</summary>
internal sealed class AuthorizedKeySource(CredentialChainOptions options) : ICredentialSource
{
    private readonly AuthorizedKeySettings _settings = new(options.Settings);

    public CredentialSourceKind Kind => CredentialSourceKind.AuthorizedKey;

    public SourcePresence Look(RegistryHost host) => SourcePresence.Of(
        _settings.Origin,
        AuthorizedKeySettings.LookedAt,
        "nebius iam auth-public-key generate --service-account-id <id> --output key.json, then export "
        + $"{EnvironmentVariables.AuthorizedKeyFile}=key.json");

    public async Task<RegistryCredential> GetAsync(RegistryHost host, ChainNotes notes, CancellationToken cancellationToken)
    {
        var endpoint = IamEndpoint.FromEnvironment(options.Settings);
        using var key = await _settings.ReadAsync(cancellationToken).ConfigureAwait(false);
        var identity = new TokenIdentity { Endpoint = endpoint, Key = key.Fingerprint, SharedName = key.CacheName };
        var token = await options.Cache.GetAsync(identity, cancellation => ExchangeAsync(endpoint, key, cancellation), notes, cancellationToken)
            .ConfigureAwait(false);
        return new RegistryCredential
        {
            Host = host,
            Password = token.Token.Token,
            Source = Kind,
            Origin = _settings.Origin!,
            ServiceAccountId = key.ServiceAccountId,
        }.From(token, identity, options.Cache);
    }

    // A method of its own, so that gRPC is loaded only when there is something to exchange.
    private Task<AccessToken> ExchangeAsync(IamEndpoint endpoint, AuthorizedKey key, CancellationToken cancellationToken) =>
        options.CreateExchange(endpoint).ForAuthorizedKeyAsync(key, cancellationToken);
}
