using System.Globalization;
using Microsoft.Build.Framework;
using Nebius.Registry.Credentials;

namespace Nebius.Registry.Build.Tasks;

/// <summary>A task that asks the credential chain. Its parameters are names and paths, never secrets: MSBuild logs parameters.</summary>
public abstract class CredentialTask : RegistryTask
{
    private static readonly TimeSpan DefaultLifetime = new CredentialChainOptions().MinimumLifetime;

    /// <summary>
    /// Gets or sets the item that holds the project's settings as metadata, named as the properties of <see cref="NebiusSetting"/>.
    /// </summary>
    [Required]
    public ITaskItem? Settings { get; set; }

    /// <summary>Gets the build's global properties.</summary>
    protected GlobalProperties GlobalProperties => field ??= GlobalProperties.Of(BuildEngine, StartDirectory, ProjectDirectory);

    // Relative paths in environment variables start where the build was started, those in properties in the project's directory.
    private string StartDirectory => Settings!.GetMetadata(nameof(StartDirectory));

    private string ProjectDirectory => Settings!.GetMetadata(nameof(ProjectDirectory));

    private string MinimumLifetime => Settings!.GetMetadata(NebiusSetting.TokenMinimumLifetime.Property!).Trim();

    /// <summary>Creates the provider of the credentials that this build's settings ask for.</summary>
    /// <param name="leavesDockerConfigToSdk">Whether the SDK is about to read docker's files by itself.</param>
    /// <returns>The provider.</returns>
    protected ICredentialProvider CreateFinder(bool leavesDockerConfigToSdk)
    {
        var set = SetProperties().Select(set => $"{set.Variable}={set.Value.Value} {set.Value.Level}").ToArray();
        return new BuildCredentials(
            BuildEngine,
            CreateOptions() with { LeavesDockerConfigToSdk = leavesDockerConfigToSdk },
            string.Join('|', [ProjectDirectory, MinimumLifetime, .. set]));
    }

    /// <summary>Collects what the sources of credentials work with.</summary>
    /// <returns>The options.</returns>
    protected CredentialChainOptions CreateOptions() => new() { Settings = CreateSettings(), MinimumLifetime = ParseMinimumLifetime() };

    /// <summary>Collects what the user set.</summary>
    /// <returns>The settings.</returns>
    protected NebiusSettings CreateSettings()
    {
        var set = SetProperties().ToArray();
        return new NebiusSettings
        {
            Environment = BuildEnvironment.Take(),
            SecretsOfScript = BuildEnvironment.ReadSecretsOfScript(),
            StartDirectory = StartDirectory,
            Typed = Of(SettingLevel.Typed),
            CheckedIn = Of(SettingLevel.CheckedIn),
        };

        Dictionary<string, SettingValue> Of(SettingLevel level) =>
            set.Where(entry => entry.Value.Level == level).ToDictionary(entry => entry.Variable, entry => entry.Value);
    }

    private IEnumerable<SetProperty> SetProperties() =>
        NebiusSetting.OfCredentials.Where(setting => setting.Variable is not null).Select(Read).OfType<SetProperty>();

    private SetProperty? Read(NebiusSetting setting)
    {
        var text = Settings!.GetMetadata(setting.Property!).Trim();
        return text.Length == 0
            ? null
            : new SetProperty(setting.Variable!, new SettingValue(text, setting.Property!, ProjectDirectory, LevelOf(setting.Property!)));
    }

    private SettingLevel LevelOf(string property) => GlobalProperties.IsTyped(property) ? SettingLevel.Typed : SettingLevel.CheckedIn;

    private TimeSpan ParseMinimumLifetime()
    {
        if (MinimumLifetime.Length == 0)
        {
            return DefaultLifetime;
        }

        // A number without a unit isn't a time: for TimeSpan, 30 is thirty days.
        return MinimumLifetime.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(MinimumLifetime, "c", CultureInfo.InvariantCulture, out var lifetime)
            && lifetime >= TimeSpan.Zero
            ? lifetime
            : throw new NebiusRegistryException(
                MessageCodes.InvalidSetting,
                $"NebiusTokenMinimumLifetime is '{Redactor.Value(MinimumLifetime)}', which isn't a time. Expected: hours:minutes:seconds, "
                + "such as 00:30:00.");
    }

    // No tuple: each build would compile the framework's generic code over value types again.
    private sealed record SetProperty(string Variable, SettingValue Value);
}
