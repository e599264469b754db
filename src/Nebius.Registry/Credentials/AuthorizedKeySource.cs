using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>A service account's authorized key, exchanged for an access token.</summary>
internal sealed class AuthorizedKeySource(CredentialChainOptions options) : ICredentialSource
{
    private readonly AuthorizedKeySettings _settings = new(options.Settings);

    public CredentialSourceKind Kind => CredentialSourceKind.AuthorizedKey;

    public SourceAvailability Check(RegistryHost? host) => SourceAvailability.Of(
        _settings.Origin,
        AuthorizedKeySettings.LookedAt,
        "nebius iam auth-public-key generate --service-account-id <id> --output key.json, then export "
        + $"{EnvironmentVariables.AuthorizedKeyFile}=key.json");

    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog notes, CancellationToken cancellationToken)
    {
        var tokens = new ServiceAccountTokens(options, IamEndpoint.FromEnvironment(options.Settings), notes);
        using var key = await _settings.ReadAsync(notes, cancellationToken).ConfigureAwait(false);
        return (await tokens.ForKeyAsync(key, cancellationToken).ConfigureAwait(false)).ToSourceCredential(Kind, _settings.Origin!);
    }
}
