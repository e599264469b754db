namespace Nebius.Registry.Credentials;

/// <summary>A static key's token; the variable of the host's region wins over the general one.</summary>
internal sealed class StaticKeySource(CredentialChainOptions options) : ICredentialSource
{
    private readonly NebiusSettings _settings = options.Settings;

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.StaticKey;

    /// <inheritdoc/>
    public SourceAvailability Check(RegistryHost? host) => host is null ? SourceAvailability.NoAccessToken : SourceAvailability.Of(
        Find(host)?.Origin,
        host.Region is null
            ? EnvironmentVariables.StaticKey
            : $"{EnvironmentVariables.StaticKeyFor(host.Region)}, {EnvironmentVariables.StaticKey}",
        $"{CommandsToType.IssueStaticKey()}, then put its token into {EnvironmentVariables.StaticKey}");

    /// <inheritdoc/>
    public Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        var setting = (host is null ? null : Find(host)) ?? throw new InvalidOperationException("An absent source was asked.");
        return Task.FromResult(new SourceCredential
        {
            Password = TokenText.Read(setting, "static key's token"),
            Source = Kind,
            Origin = setting.Origin,
        });
    }

    private SettingValue? Find(RegistryHost host) =>
        (host.Region is null ? null : _settings.FromEnvironment(EnvironmentVariables.StaticKeyFor(host.Region)))
        ?? _settings.FromEnvironment(EnvironmentVariables.StaticKey);
}
