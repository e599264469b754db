using Cake.Core;
using Nebius.Registry;
using Nebius.Registry.Configuration;
using Nebius.Registry.Credentials;

namespace Cake.Nebius.Credentials;

/// <summary>What a call was given and what the environment has, together.</summary>
internal sealed class EffectiveSettings
{
    private readonly ICakeContext _context;
    private readonly NebiusCredentialSettings _given;

    public EffectiveSettings(ICakeContext context, NebiusCredentialSettings? given) => (_context, _given) = (context, given ?? new());

    /// <summary>Gets what is no secret, by the name of its MSBuild property. Paths are absolute.</summary>
    public IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string?>
    {
        ["NebiusCredentialSources"] = Sources,
        ["NebiusAuthorizedKeyFile"] = _given.AuthorizedKeyFile?.MakeAbsolute(_context.Environment).FullPath,
        ["NebiusServiceAccountId"] = _given.ServiceAccountId,
        ["NebiusPublicKeyId"] = _given.PublicKeyId,
        ["NebiusPrivateKeyFile"] = _given.PrivateKeyFile?.MakeAbsolute(_context.Environment).FullPath,
        ["NebiusProfile"] = _given.Profile,
        ["NebiusTokenCache"] = _given.TokenCache,
        ["NebiusTokenMinimumLifetime"] = _given.TokenMinimumLifetime?.ToString("c"),
    }
    .Where(entry => !string.IsNullOrWhiteSpace(entry.Value))
    .ToDictionary(entry => entry.Key, entry => entry.Value!.Trim());

    /// <summary>Gets the secrets that the call was given, by their variables; an empty value takes a variable of the environment away.</summary>
    public IReadOnlyDictionary<string, string> Secrets
    {
        get
        {
            var secrets = new Dictionary<string, string>();
            if (_given.StaticKey is { } key)
            {
                // One for a single region would win over it.
                foreach (var name in _context.Environment.GetEnvironmentVariables().Keys.Where(IsStaticKeyOfARegion))
                {
                    secrets[name] = string.Empty;
                }

                secrets[EnvironmentVariables.StaticKey] = key.Reveal();
            }

            if (_given.AccessToken is { } token)
            {
                secrets[EnvironmentVariables.AccessToken] = token.Reveal();
            }

            return secrets;
        }
    }

    // What is given in the call is meant, whatever else the environment has.
    private string? Sources => (_given.Sources, _given.StaticKey, _given.AccessToken) switch
    {
        ({ Length: > 0 } sources, _, _) => sources,
        (_, not null, not null) => $"{CredentialSourceKind.StaticKey}+{CredentialSourceKind.AccessToken}",
        (_, not null, null) => nameof(CredentialSourceKind.StaticKey),
        (_, null, not null) => nameof(CredentialSourceKind.AccessToken),
        _ => null,
    };

    /// <summary>Makes what the sources of credentials work with.</summary>
    public CredentialChainOptions ToOptions()
    {
        var options = new CredentialChainOptions { Settings = ToSettings() };
        return _given.TokenMinimumLifetime is { } lifetime ? options with { MinimumLifetime = lifetime } : options;
    }

    private NebiusSettings ToSettings()
    {
        var secrets = Secrets;
        var properties = Properties;
        var start = _context.Environment.WorkingDirectory.FullPath;
        return new NebiusSettings
        {
            StartDirectory = start,
            Environment = name => secrets.TryGetValue(name, out var secret) ? secret : _context.Environment.GetEnvironmentVariable(name),
            Typed = Variables
                .Where(entry => properties.ContainsKey(entry.Property))
                .ToDictionary(entry => entry.Variable, entry => new SettingValue(properties[entry.Property], entry.Setting, start, SettingLevel.Typed)),
        };
    }

    private static bool IsStaticKeyOfARegion(string name) => name.StartsWith($"{EnvironmentVariables.StaticKey}_", StringComparison.Ordinal);

    private static readonly (string Property, string Variable, string Setting)[] Variables =
    [
        ("NebiusCredentialSources", EnvironmentVariables.CredentialSources, nameof(NebiusCredentialSettings.Sources)),
        ("NebiusAuthorizedKeyFile", EnvironmentVariables.AuthorizedKeyFile, nameof(NebiusCredentialSettings.AuthorizedKeyFile)),
        ("NebiusServiceAccountId", EnvironmentVariables.ServiceAccountId, nameof(NebiusCredentialSettings.ServiceAccountId)),
        ("NebiusPublicKeyId", EnvironmentVariables.PublicKeyId, nameof(NebiusCredentialSettings.PublicKeyId)),
        ("NebiusPrivateKeyFile", EnvironmentVariables.PrivateKeyFile, nameof(NebiusCredentialSettings.PrivateKeyFile)),
        ("NebiusProfile", EnvironmentVariables.Profile, nameof(NebiusCredentialSettings.Profile)),
        ("NebiusTokenCache", EnvironmentVariables.TokenCache, nameof(NebiusCredentialSettings.TokenCache)),
    ];
}
