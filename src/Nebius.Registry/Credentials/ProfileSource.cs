using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>A profile of the Nebius CLI's configuration, read as the Go SDK reads it.</summary>
internal sealed class ProfileSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly NebiusSettings _settings = options.Settings;
    private readonly SettingValue? _wanted = options.Settings.Find(EnvironmentVariables.Profile);
    private readonly SettingValue? _configFile = options.Settings.FromEnvironment(EnvironmentVariables.ConfigFile);
    private readonly string? _path = CliConfig.PathOf(options.Settings);

    private string? ShownPath => field ??= CliConfig.ShownPathOf(_settings);

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.Profile;

    /// <inheritdoc/>
    public SourceAvailability Check(RegistryHost? host)
    {
        if ((_wanted ?? _configFile) is { } named)
        {
            return SourceAvailability.Present(named.Origin);
        }

        if (File.Exists(_path))
        {
            return SourceAvailability.Present($"the Nebius CLI's configuration '{ShownPath}'");
        }

        const string Next = "nebius profile create";
        return _path is null
            ? SourceAvailability.Absent("~/.nebius/config.yaml", $"{NebiusSettings.HomeVariable} is not set", Next)
            : SourceAvailability.Absent(() => _settings.InHome(ShownPath!), "doesn't exist", Next);
    }

    /// <inheritdoc/>
    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        var path = _path ?? throw new NebiusRegistryException(
            MessageCodes.ProfileNotFound,
            $"{_wanted!.Origin} names a profile, but {NebiusSettings.HomeVariable} is not set, so the Nebius CLI's configuration can't be "
            + $"found. Set {NebiusSettings.HomeVariable}, or set {EnvironmentVariables.ConfigFile} to the configuration's path.");
        RepositoryWarning.Check(path, () => ShownPath!, "The Nebius CLI's configuration", _settings, log);
        var profile = (await CliConfig.ReadAsync(path, ShownPath!, cancellationToken).ConfigureAwait(false)).Select(_wanted);
        var endpoint = IamEndpoint.FromProfile(profile.Endpoint, profile.Origin, _settings);
        var credential = profile switch
        {
            { TokenFile: not null } => await FromTokenFileAsync(profile, log, cancellationToken).ConfigureAwait(false),
            { TokenEndpoint: { } address } => await FromTokenEndpointAsync(profile, address, cancellationToken).ConfigureAwait(false),
            { AuthType: "service account" } => await new ServiceAccountProfile(profile, options, endpoint, log).GetAsync(cancellationToken)
                .ConfigureAwait(false),
            { AuthType: "federation" } => await new FederationProfile(profile, options, path, log).GetAsync(endpoint, cancellationToken)
                .ConfigureAwait(false),
            _ => throw UnknownAuthType(profile),
        };
        return credential with { Endpoint = endpoint };
    }

    private async Task<SourceCredential> FromTokenFileAsync(CliProfile profile, CredentialLog log, CancellationToken cancellationToken)
    {
        // Only its content counts: it is read for each build, and does not say when it expires.
        var setting = profile.Path("token-file", _settings);
        var text = await CredentialFile.ReadAsync(_settings, setting, EnvironmentVariables.AccessToken, log, cancellationToken)
            .ConfigureAwait(false);
        return new SourceCredential
        {
            Password = TokenText.Read(setting with { Value = text.Trim() }, "an access token", _settings),
            Source = Kind,
            Origin = profile.Origin,
            ImpersonateServiceAccountId = profile.ImpersonateServiceAccountId,
        };
    }

    private async Task<SourceCredential> FromTokenEndpointAsync(CliProfile profile, string text, CancellationToken cancellationToken)
    {
        var origin = $"'token-endpoint' of {profile.Origin}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address is not { Scheme: "http" or "https", UserInfo: "" })
        {
            throw new NebiusRegistryException(
                MessageCodes.ProfileIncomplete,
                $"{origin} isn't an address. Expected: a metadata service, such as {InstanceMetadata.WellKnownAddress}.");
        }

        var token = await new InstanceMetadata(options).GetAsync(address, origin, cancellationToken).ConfigureAwait(false);
        return new SourceCredential
        {
            Password = token.Token,
            Source = Kind,
            Origin = profile.Origin,
            ExpiresAt = token.ExpiresAt,
            ImpersonateServiceAccountId = profile.ImpersonateServiceAccountId,
        };
    }

    private static NebiusRegistryException UnknownAuthType(CliProfile profile) => new(
        MessageCodes.ProfileIncomplete,
        $"The {profile.Origin} {(profile.AuthType is null ? "has no 'auth-type'" : "has an unknown 'auth-type'")}. Expected: 'service "
        + "account' (two words) or 'federation', or a 'token-file' or 'token-endpoint'. Create a new profile:\n  nebius profile create");
}

/// <summary>
/// A profile of a person who logs in with a browser. A build can't do that: it takes the token that the CLI stored, or else asks the CLI,
/// which can renew it without a browser or says that it can't.
/// </summary>
internal sealed class FederationProfile(CliProfile profile, CredentialChainOptions options, string configFile, CredentialLog log)
{
    public async Task<SourceCredential> GetAsync(IamEndpoint endpoint, CancellationToken cancellationToken)
    {
        // Only Nebius's own endpoint shares its tokens.
        var cached = endpoint.IsDefault
            ? await options.Cache.FindSharedAsync(
                $"federation/{profile.FederationEndpoint}/{profile.FederationId}/{profile.Name}", log, cancellationToken)
                .ConfigureAwait(false)
            : null;
        if (cached is not null && (options.Freshness.IsLongEnough(cached) || NebiusCli.Find(options.Settings) is null))
        {
            return Credential(cached) with { ImpersonateServiceAccountId = profile.ImpersonateServiceAccountId };
        }

        // The CLI impersonates by itself where its profile asks for that.
        return Credential(new AccessToken(await AskCliAsync(cancellationToken).ConfigureAwait(false), ExpiresAt: null));
    }

    private Task<Secret> AskCliAsync(CancellationToken cancellationToken) => NebiusCli.Find(options.Settings) is null
        ? throw new NebiusRegistryException(
            MessageCodes.ProfileIncomplete,
            $"The {profile.Origin} is of the type 'federation' (a login with a browser), but the Nebius CLI has no valid token for it and "
            + "isn't installed (PATH and ~/.nebius/bin). For CI, use a service account's key in "
            + $"{EnvironmentVariables.AuthorizedKeyFile}. On your machine, install the CLI and log in:\n  nebius iam get-access-token")
        : NebiusCli.GetAccessTokenAsync(options, configFile, profile.Name, cancellationToken);

    private SourceCredential Credential(AccessToken token) => new()
    {
        Password = token.Token,
        Source = CredentialSourceKind.Profile,
        Origin = profile.Origin,
        ExpiresAt = token.ExpiresAt,
    };
}
