using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>A service account's authorized key, exchanged for an access token.</summary>
internal sealed class AuthorizedKeySource(CredentialChainOptions options) : ICredentialSource
{
    private readonly AuthorizedKeySettings _settings = new(options.Settings);

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.AuthorizedKey;

    /// <inheritdoc/>
    public SourceAvailability Check(RegistryHost? host) => SourceAvailability.Of(
        _settings.Origin,
        AuthorizedKeySettings.LookedAt,
        Shell.Current.Then(
            "nebius iam auth-public-key generate --service-account-id <service-account-id> --output key.json",
            Shell.Current.Set(EnvironmentVariables.AuthorizedKeyFile, "key.json")));

    /// <inheritdoc/>
    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        var endpoint = IamEndpoint.FromEnvironment(options.Settings);
        using var key = await _settings.ReadAsync(log, cancellationToken).ConfigureAwait(false);
        var tokens = new ServiceAccountTokens(options, endpoint, Kind, _settings.Origin!, log);
        return await tokens.ForKeyAsync(key, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The two ways to give an authorized key: the whole as JSON, or its parts; each key as a text or as a path.</summary>
internal sealed class AuthorizedKeySettings(NebiusSettings settings)
{
    public const string LookedAt =
        $"{EnvironmentVariables.AuthorizedKey}, {EnvironmentVariables.AuthorizedKeyFile}, or {EnvironmentVariables.PublicKeyId} with "
        + $"{EnvironmentVariables.PrivateKey} or {EnvironmentVariables.PrivateKeyFile}";

    private readonly SettingValue? _json = settings.FromEnvironment(EnvironmentVariables.AuthorizedKey);
    private readonly SettingValue? _jsonFile = settings.Find(EnvironmentVariables.AuthorizedKeyFile);
    private readonly SettingValue? _privateKey = settings.FromEnvironment(EnvironmentVariables.PrivateKey);
    private readonly SettingValue? _privateKeyFile = settings.Find(EnvironmentVariables.PrivateKeyFile);
    private readonly SettingValue? _publicKeyId = settings.Find(EnvironmentVariables.PublicKeyId);
    private readonly SettingValue? _serviceAccountId = settings.Find(EnvironmentVariables.ServiceAccountId);

    /// <summary>Gets the setting that gives the key. The service account's ID alone doesn't: workload identity needs it, too.</summary>
    /// <remarks>If settings contradict each other, it is one of them, and <see cref="ReadAsync"/> fails.</remarks>
    public string? Origin
    {
        get
        {
            SettingValue? first = null;
            foreach (var setting in new[] { _jsonFile, _json, _privateKeyFile, _privateKey, _publicKeyId })
            {
                if (setting is not null && (first is null || setting.Level < first.Level))
                {
                    first = setting;
                }
            }

            return first?.Origin;
        }
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="NebiusRegistryException">The key is incomplete, given twice, or can't be read.</exception>
    public async Task<AuthorizedKey> ReadAsync(CredentialLog log, CancellationToken cancellationToken)
    {
        var whole = OneOf(_json, _jsonFile);
        var parts = First(OneOf(_privateKey, _privateKeyFile), _publicKeyId);
        return OneOf(whole, parts) == whole && whole is not null
            ? await ReadJsonAsync(whole, log, cancellationToken).ConfigureAwait(false)
            : await ReadPartsAsync(log, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuthorizedKey> ReadJsonAsync(SettingValue setting, CredentialLog log, CancellationToken cancellationToken)
    {
        var json = await ReadTextAsync(
            setting, EnvironmentVariables.AuthorizedKey, EnvironmentVariables.AuthorizedKeyFile, log, cancellationToken)
            .ConfigureAwait(false);
        var key = AuthorizedKeyJson.Read(json, Describe(setting));
        return _serviceAccountId is null || _serviceAccountId.Value == key.ServiceAccountId
            ? key
            : throw new NebiusRegistryException(
                MessageCodes.AmbiguousCredential,
                $"{_serviceAccountId.Origin} is {Shown(_serviceAccountId.Value)}, "
                + $"but the key in {setting.Origin} belongs to '{Redactor.Value(key.ServiceAccountId)}'. Use a key of that service "
                + $"account, or unset the ID:\n  {Shell.Current.Unset(_serviceAccountId.Origin)}");
    }

    private async Task<AuthorizedKey> ReadPartsAsync(CredentialLog log, CancellationToken cancellationToken)
    {
        if (_serviceAccountId is null || _publicKeyId is null || OneOf(_privateKey, _privateKeyFile) is not { } setting)
        {
            throw new NebiusRegistryException(
                MessageCodes.AuthorizedKeyIncomplete,
                $"An authorized key in parts needs {EnvironmentVariables.ServiceAccountId} ({State(_serviceAccountId)}), "
                + $"{EnvironmentVariables.PublicKeyId} ({State(_publicKeyId)}), and {EnvironmentVariables.PrivateKey} "
                + $"or {EnvironmentVariables.PrivateKeyFile} ({State(OneOf(_privateKey, _privateKeyFile))}). Set all three, or use one "
                + "file:\n"
                + "  nebius iam auth-public-key generate --service-account-id <service-account-id> --output key.json\n"
                + $"  {Shell.Current.Set(EnvironmentVariables.AuthorizedKeyFile, "key.json")}");
        }

        var pem = await ReadTextAsync(setting, EnvironmentVariables.PrivateKey, EnvironmentVariables.PrivateKeyFile, log, cancellationToken)
            .ConfigureAwait(false);
        var origins = new AuthorizedKeyOrigins(Describe(setting))
        {
            ServiceAccountId = _serviceAccountId.Origin,
            PublicKeyId = _publicKeyId.Origin,
        };
        return AuthorizedKey.FromParts(_serviceAccountId.Value, _publicKeyId.Value, pem, origins);
    }

    private async Task<string> ReadTextAsync(
        SettingValue setting, string textVariable, string pathVariable, CredentialLog log, CancellationToken cancellationToken)
    {
        if (setting != _json && setting != _privateKey)
        {
            return await CredentialFile.ReadAsync(settings, setting, textVariable, log, cancellationToken).ConfigureAwait(false);
        }

        return CredentialText.LooksLikePath(setting.Value) || CredentialFile.IsNamedBy(setting, settings)
            ? throw new NebiusRegistryException(
                MessageCodes.TextAndPathMixedUp,
                $"{setting.Origin} has a path; the key's text is expected. Use {pathVariable} for a path:\n"
                + $"  {Shell.Current.Rename(setting.Origin, pathVariable)}")
            : setting.Value;
    }

    private string Describe(SettingValue setting) =>
        setting == _json || setting == _privateKey ? setting.Origin : $"{setting.Origin} ('{settings.ShownPath(setting)}')";

    /// <summary>Returns the setting of the higher level; two of the same level contradict each other.</summary>
    private static SettingValue? OneOf(SettingValue? one, SettingValue? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        return one.Level == other.Level
            ? throw new NebiusRegistryException(
                MessageCodes.AmbiguousCredential,
                $"{one.Origin} and {other.Origin} are both set, and are different ways to set a key. Unset one of "
                + $"them:\n  {Shell.Current.Unset(one.Origin)}")
            : one.Level < other.Level ? one : other;
    }

    // What doesn't have the form of an ID may be a secret in the wrong place.
    private static string Shown(string id) => AuthorizedKey.IsId(id) ? $"'{id}'" : "not a service account ID";

    private static SettingValue? First(params SettingValue?[] candidates) => candidates.FirstOrDefault(candidate => candidate is not null);

    private static string State(SettingValue? setting) => setting is null ? "not set" : "set";
}
