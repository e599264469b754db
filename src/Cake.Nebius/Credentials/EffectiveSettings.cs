using System.Diagnostics.CodeAnalysis;
using Cake.Core;
using Cake.Core.IO;
using Nebius.Registry;
using Nebius.Registry.Credentials;

namespace Cake.Nebius.Credentials;

/// <summary>What a call was given and what the environment has, together.</summary>
internal sealed class EffectiveSettings
{
    private readonly ICakeContext _context;
    private readonly NebiusCredentialSettings _given;

    public EffectiveSettings(ICakeContext context, NebiusCredentialSettings? given) => (_context, _given) = (context, given ?? new());

    /// <summary>Gets what isn't secret, by the name of its MSBuild property. Paths are absolute.</summary>
    public IReadOnlyDictionary<string, string> Properties => Given().ToDictionary(given => given.Setting.Property!, given => given.Value);

    /// <summary>
    /// Gets the secrets that the call was given, by their variables; an empty value takes a variable of the environment away.
    /// </summary>
    public IReadOnlyDictionary<string, string> Secrets
    {
        get
        {
            var secrets = new Dictionary<string, string>();
            if (_given.StaticKey is { } key)
            {
                // One for a single region would win over it, and a file would contradict it.
                foreach (var name in _context.Environment.GetEnvironmentVariables().Keys.Where(IsOtherStaticKey))
                {
                    secrets[name] = string.Empty;
                }

                secrets[EnvironmentVariables.StaticKey] = key.Reveal();
            }

            if (_given.AccessToken is { } token)
            {
                secrets[EnvironmentVariables.AccessToken] = token.Reveal();
            }

            // The SDK's own variables would win over it, and may be another registry's.
            foreach (var pair in secrets.Count > 0 ? SdkPairs : [])
            {
                secrets[$"{pair}_UNAME"] = secrets[$"{pair}_PWORD"] = string.Empty;
            }

            return secrets;
        }
    }

    /// <summary>Gets the variables whose relative paths start where the script was started, and not in the directory of a child.</summary>
    public IReadOnlyDictionary<string, string> Paths => NebiusSetting.All
        .Where(setting => setting is { IsPath: true, Variable: not null })
        .Select(setting => setting.Variable!)
        .Union(_context.Environment.GetEnvironmentVariables().Keys.Where(EnvironmentVariables.IsStaticKeyFile))
        .Select(name => (Name: name, Value: _context.Environment.GetEnvironmentVariable(name)?.Trim()))
        .Where(variable => !string.IsNullOrEmpty(variable.Value))
        .ToDictionary(variable => variable.Name, variable => FullPath(variable.Value!));

    private string? StaticKeyFile => _given is { StaticKey: not null, StaticKeyFile: not null }
        ? throw new NebiusRegistryException(
            MessageCodes.AmbiguousCredential,
            $"{nameof(_given.StaticKey)} and {nameof(_given.StaticKeyFile)} are both set. "
            + "Set only one of them.")
        : FullPath(_given.StaticKeyFile);

    // What the call names is used, whatever else the environment has.
    private string? Sources
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(_given.Sources))
            {
                return _given.Sources;
            }

            var isKeyGiven = _given.AuthorizedKeyFile is not null || _given.PrivateKeyFile is not null || _given.PublicKeyId is not null;
            (bool IsGiven, CredentialSourceKind Source)[] all =
            [
                (_given.StaticKey is not null || _given.StaticKeyFile is not null, CredentialSourceKind.StaticKey),
                (_given.AccessToken is not null, CredentialSourceKind.AccessToken),
                (isKeyGiven, CredentialSourceKind.AuthorizedKey),
                (_given.Profile is not null, CredentialSourceKind.Profile),
            ];
            var given = string.Join('+', all.Where(source => source.IsGiven).Select(source => source.Source));
            return given.Length == 0 ? null : given;
        }
    }

    /// <summary>Returns an absolute path: <c>~</c> is the user's home, and a relative one starts in Cake's working directory.</summary>
    [return: NotNullIfNotNull(nameof(file))]
    public string? FullPath(FilePath? file) => file is null ? null : FullPath(file.FullPath);

    /// <summary>Makes what the sources of credentials work with.</summary>
    public CredentialChainOptions ToOptions()
    {
        var options = new CredentialChainOptions { Settings = ToSettings() };
        return _given.TokenMinimumLifetime is { } lifetime ? options with { MinimumLifetime = lifetime } : options;
    }

    private NebiusSettings ToSettings()
    {
        var start = _context.Environment.WorkingDirectory.FullPath;
        return new NebiusSettings
        {
            StartDirectory = start,
            Environment = _context.Environment.GetEnvironmentVariable,
            SecretsOfScript = Secrets,
            Typed = Given()
                .Where(given => given.Setting.Variable is not null)
                .ToDictionary(
                    given => given.Setting.Variable!, given => new SettingValue(given.Value, given.Name, start, SettingLevel.Typed)),
        };
    }

    // The name is the script's own, for messages.
    private IEnumerable<(NebiusSetting Setting, string Name, string Value)> Given()
    {
        (NebiusSetting Setting, string Name, string? Value)[] all =
        [
            (NebiusSetting.CredentialSources, nameof(_given.Sources), Sources),
            (NebiusSetting.StaticKeyFile, nameof(_given.StaticKeyFile), StaticKeyFile),
            (NebiusSetting.AuthorizedKeyFile, nameof(_given.AuthorizedKeyFile), FullPath(_given.AuthorizedKeyFile)),
            (NebiusSetting.ServiceAccountId, nameof(_given.ServiceAccountId), _given.ServiceAccountId),
            (NebiusSetting.PublicKeyId, nameof(_given.PublicKeyId), _given.PublicKeyId),
            (NebiusSetting.PrivateKeyFile, nameof(_given.PrivateKeyFile), FullPath(_given.PrivateKeyFile)),
            (NebiusSetting.Profile, nameof(_given.Profile), _given.Profile),
            (NebiusSetting.TokenCache, nameof(_given.TokenCache), _given.TokenCache),
            (NebiusSetting.TokenMinimumLifetime, nameof(_given.TokenMinimumLifetime), _given.TokenMinimumLifetime?.ToString("c")),
        ];
        return all
            .Where(given => !string.IsNullOrWhiteSpace(given.Value))
            .Select(given => (given.Setting, given.Name, given.Value!.Trim()));
    }

    private string FullPath(string path)
    {
        var start = _context.Environment.WorkingDirectory.FullPath;
        var settings = new NebiusSettings { StartDirectory = start, Environment = _context.Environment.GetEnvironmentVariable };
        return settings.FullPath(new SettingValue(path, string.Empty, start, SettingLevel.Typed));
    }

    private static bool IsOtherStaticKey(string name) =>
        name.StartsWith($"{EnvironmentVariables.StaticKey}_", StringComparison.Ordinal);

    // https://github.com/dotnet/sdk-container-builds/blob/main/docs/RegistryAuthentication.md
    private static readonly string[] SdkPairs = ["DOTNET_CONTAINER_PUSH_REGISTRY", "DOTNET_CONTAINER_REGISTRY", "SDK_CONTAINER_REGISTRY"];
}
