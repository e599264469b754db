namespace Nebius.Registry.Credentials;

/// <summary>A static key's token, in a variable or a file.</summary>
internal sealed class StaticKeySource(CredentialChainOptions options) : ICredentialSource
{
    private const int LargestFile = 16 * 1024;

    private const string WhatItIs = "a static key";

    private readonly NebiusSettings _settings = options.Settings;

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.StaticKey;

    /// <inheritdoc/>
    public SourceAvailability Check(RegistryHost? host) => host is null ? SourceAvailability.NoAccessToken : SourceAvailability.Of(
        Candidates(host).FirstOrDefault(pair => pair.IsSet)?.Origin,
        host.Region is null
            ? $"{EnvironmentVariables.StaticKey}, {EnvironmentVariables.StaticKeyFile}"
            : $"{EnvironmentVariables.StaticKeyFor(host.Region)}, {EnvironmentVariables.StaticKey}, or either with _FILE",
        Shell.Current.Then(CommandsToType.IssueStaticKey(), Shell.Current.Set(EnvironmentVariables.StaticKeyFile, "<file>")));

    /// <inheritdoc/>
    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        var found = (host is null ? null : Candidates(host).FirstOrDefault(pair => pair.IsSet))
            ?? throw new InvalidOperationException("This source is not set.");
        var setting = found.RequireOne();
        return new SourceCredential
        {
            Password = found.File is null
                ? TokenText.Read(setting, WhatItIs, _settings)
                : await ReadFileAsync(setting, log, cancellationToken).ConfigureAwait(false),
            Source = Kind,
            Origin = setting.Origin,
        };
    }

    // The file is read for each build, because a rotation replaces it.
    private async Task<Secret> ReadFileAsync(SettingValue file, CredentialLog log, CancellationToken cancellationToken)
    {
        var text = await CredentialFile.ReadAsync(_settings, file, EnvironmentVariables.StaticKey, log, cancellationToken, LargestFile)
            .ConfigureAwait(false);
        var content = file with { Value = text.Trim(), Origin = $"{file.Origin} ('{_settings.ShownPath(file)}')" };
        return TokenText.Read(content, WhatItIs, _settings);
    }

    // A typed path wins over all, a key for the region over the general one, and what is checked in comes last.
    private IEnumerable<StaticKeySettings> Candidates(RegistryHost host)
    {
        yield return new(null, _settings.Typed.GetValueOrDefault(EnvironmentVariables.StaticKeyFile));
        if (host.Region is { } region)
        {
            yield return new(
                _settings.FromEnvironment(EnvironmentVariables.StaticKeyFor(region)),
                _settings.FromEnvironment(EnvironmentVariables.StaticKeyFileFor(region)));
        }

        yield return new(
            _settings.FromEnvironment(EnvironmentVariables.StaticKey), _settings.FromEnvironment(EnvironmentVariables.StaticKeyFile));
        yield return new(null, _settings.CheckedIn.GetValueOrDefault(EnvironmentVariables.StaticKeyFile));
    }
}

/// <summary>The two ways to give a static key: the token itself, and a path.</summary>
internal sealed record StaticKeySettings(SettingValue? Token, SettingValue? File)
{
    /// <summary>Gets a value indicating whether the key is given.</summary>
    public bool IsSet => (Token ?? File) is not null;

    /// <summary>Gets where the key is given. If it is given twice, it is one of the two, and <see cref="RequireOne"/> fails.</summary>
    public string Origin => (Token ?? File)!.Origin;

    /// <summary>Returns the setting that gives the key.</summary>
    /// <exception cref="NebiusRegistryException">Both are set.</exception>
    public SettingValue RequireOne() => Token is null || File is null
        ? (Token ?? File)!
        : throw new NebiusRegistryException(
            MessageCodes.AmbiguousCredential,
            $"{Token.Origin} and {File.Origin} are both set. Unset one of them:\n"
            + $"  {Shell.Current.Unset(Token.Origin)}");
}
