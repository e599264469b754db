using System.Globalization;
using Microsoft.Build.Framework;
using Nebius.Registry.Credentials;

namespace Nebius.Registry.Build.Tasks;

/// <summary>A task that asks the credential chain. Its parameters are names and paths, never secrets: MSBuild logs parameters.</summary>
public abstract class CredentialTask : NebiusTask
{
    /// <summary>Gets or sets where the build was started; relative paths in environment variables start there.</summary>
    [Required]
    public string StartDirectory { get; set; } = string.Empty;

    /// <summary>Gets or sets the project's directory; relative paths in properties start there.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>Gets or sets NebiusCredentialSources.</summary>
    public string? CredentialSources { get; set; }

    /// <summary>Gets or sets NebiusAuthorizedKeyFile.</summary>
    public string? AuthorizedKeyFile { get; set; }

    /// <summary>Gets or sets NebiusServiceAccountId.</summary>
    public string? ServiceAccountId { get; set; }

    /// <summary>Gets or sets NebiusPublicKeyId.</summary>
    public string? PublicKeyId { get; set; }

    /// <summary>Gets or sets NebiusPrivateKeyFile.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>Gets or sets NebiusProfile.</summary>
    public string? Profile { get; set; }

    /// <summary>Gets or sets NebiusTokenCache.</summary>
    public string? TokenCache { get; set; }

    /// <summary>Gets or sets NebiusTokenMinimumLifetime.</summary>
    public string? TokenMinimumLifetime { get; set; }

    /// <summary>Gets the build's global properties.</summary>
    protected GlobalProperties GlobalProperties => field ??= GlobalProperties.Of(BuildEngine, StartDirectory, ProjectDirectory);

    /// <summary>Makes what finds the credentials that this build's settings ask for.</summary>
    /// <param name="leavesDockerConfigToSdk">Whether the SDK is about to read docker's files by itself.</param>
    /// <returns>The finder.</returns>
    protected ICredentialProvider CreateFinder(bool leavesDockerConfigToSdk) => new BuildCredentials(
        BuildEngine,
        CreateOptions() with { LeavesDockerConfigToSdk = leavesDockerConfigToSdk },
        string.Join('|', [ProjectDirectory, TokenMinimumLifetime, .. AllSettings().Select(entry => $"{entry.Variable}={entry.Setting.Value} {entry.Setting.Level}")]));

    /// <summary>Collects what the sources of credentials work with.</summary>
    /// <returns>The options.</returns>
    protected CredentialChainOptions CreateOptions() => new() { Settings = CreateSettings(), MinimumLifetime = MinimumLifetime() };

    /// <summary>Collects what the user set.</summary>
    /// <returns>The settings.</returns>
    protected NebiusSettings CreateSettings()
    {
        var set = AllSettings().ToLookup(entry => entry.Setting.Level);
        return new NebiusSettings
        {
            Environment = BuildEnvironment.CreateReader(),
            StartDirectory = StartDirectory,
            Typed = set[SettingLevel.Typed].ToDictionary(entry => entry.Variable, entry => entry.Setting),
            CheckedIn = set[SettingLevel.CheckedIn].ToDictionary(entry => entry.Variable, entry => entry.Setting),
        };
    }

    private IEnumerable<(string Variable, SettingValue Setting)> AllSettings()
    {
        var properties = new Dictionary<string, (string Property, string? Value)>
        {
            [EnvironmentVariables.CredentialSources] = ("NebiusCredentialSources", CredentialSources),
            [EnvironmentVariables.AuthorizedKeyFile] = ("NebiusAuthorizedKeyFile", AuthorizedKeyFile),
            [EnvironmentVariables.ServiceAccountId] = ("NebiusServiceAccountId", ServiceAccountId),
            [EnvironmentVariables.PublicKeyId] = ("NebiusPublicKeyId", PublicKeyId),
            [EnvironmentVariables.PrivateKeyFile] = ("NebiusPrivateKeyFile", PrivateKeyFile),
            [EnvironmentVariables.Profile] = ("NebiusProfile", Profile),
            [EnvironmentVariables.TokenCache] = ("NebiusTokenCache", TokenCache),
        };
        return properties
            .Where(entry => !string.IsNullOrWhiteSpace(entry.Value.Value))
            .Select(entry => (Variable: entry.Key, Setting: new SettingValue(
                entry.Value.Value!.Trim(),
                entry.Value.Property,
                ProjectDirectory,
                GlobalProperties.IsTyped(entry.Value.Property) ? SettingLevel.Typed : SettingLevel.CheckedIn)));
    }

    private TimeSpan MinimumLifetime()
    {
        if (string.IsNullOrWhiteSpace(TokenMinimumLifetime))
        {
            return new CredentialChainOptions().MinimumLifetime;
        }

        // A bare number is no time: for TimeSpan, 30 is thirty days.
        return TokenMinimumLifetime.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(TokenMinimumLifetime.Trim(), "c", CultureInfo.InvariantCulture, out var lifetime)
            && lifetime >= TimeSpan.Zero
            ? lifetime
            : throw new NebiusRegistryException(
                MessageCodes.InvalidSetting,
                $"NebiusTokenMinimumLifetime is '{PrintedText.OfValue(TokenMinimumLifetime)}', which is no time. It is written hours:minutes:seconds, as in 00:30:00.");
    }
}
