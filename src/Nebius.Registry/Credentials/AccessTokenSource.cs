namespace Nebius.Registry.Credentials;

/// <summary>
/// An access token that the user got elsewhere. Its expiry, 12 hours after its issue at most, can be read from it only if it is a JWT.
/// </summary>
internal sealed class AccessTokenSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly NebiusSettings _settings = options.Settings;

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.AccessToken;

    /// <inheritdoc/>
    /// <remarks>The command names the Nebius CLI: nebius-registry get-access-token looks at the same sources, none of which is set.</remarks>
    public SourceAvailability Check(RegistryHost? host) => SourceAvailability.Of(
        _settings.FromEnvironment(EnvironmentVariables.AccessToken)?.Origin,
        EnvironmentVariables.AccessToken,
        Shell.Current.SetFrom(EnvironmentVariables.AccessToken, "nebius iam get-access-token"));

    /// <inheritdoc/>
    public Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        var setting = _settings.FromEnvironment(EnvironmentVariables.AccessToken)
            ?? throw new InvalidOperationException("This source is not set.");
        var token = TokenText.Read(setting, "an access token", _settings);
        return Task.FromResult(new SourceCredential
        {
            Password = token,
            Source = Kind,
            Origin = setting.Origin,
            ExpiresAt = TokenClaims.ExpiresAt(token),
        });
    }
}
