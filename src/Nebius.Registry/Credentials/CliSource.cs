using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Credentials;

/// <summary>The Nebius CLI, asked for a token with the profile that is set, or its default one.</summary>
internal sealed class CliSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly NebiusSettings _settings = options.Settings;

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.Cli;

    /// <inheritdoc/>
    public SourceAvailability Check(RegistryHost? host)
    {
        if (NebiusCli.Find(_settings) is { } executable)
        {
            return SourceAvailability.Present(Describe(executable));
        }

        return ExecutableFinder.FindUnusable(NebiusCli.Name, _settings) is { } unusable
            ? SourceAvailability.Absent(NebiusCli.LookedAt, $"'{unusable}' is not executable", Shell.Current.MakeExecutable(unusable))
            : SourceAvailability.Absent(NebiusCli.LookedAt, "not found", "nebius profile create");
    }

    /// <inheritdoc/>
    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        var configFile = _settings.FromEnvironment(EnvironmentVariables.ConfigFile);
        var token = await NebiusCli.GetAccessTokenAsync(
            options,
            configFile is null ? null : _settings.FullPath(configFile),
            _settings.Find(EnvironmentVariables.Profile)?.Value,
            cancellationToken).ConfigureAwait(false);
        return new SourceCredential
        {
            Password = token,
            Source = Kind,
            Origin = Describe(NebiusCli.Find(_settings) ?? NebiusCli.Name),
        };
    }

    private static string Describe(string executable) => $"the Nebius CLI ('{Redactor.Name(executable)}')";
}

/// <summary>Runs the Nebius CLI for an access token in a way that never asks the user: no browser, no prompt, ten seconds.</summary>
internal static class NebiusCli
{
    public const string LookedAt = "'nebius' on PATH and in ~/.nebius/bin";

    public const string Name = "nebius";
    private const int LongestError = 400;

    private static string[] Question => ["iam", "get-access-token", "--no-browser", "--auth-timeout", "10s", "--timeout", "20s"];

    // The CLI prefers a token in its environment, however stale, to the profile that it was asked for.
    private static string[] TokenVariables => [EnvironmentVariables.AccessToken, "NEBIUS_IAM_TOKEN_FILE"];

    /// <summary>Finds the CLI: on PATH, or where its installer puts it, which is often not on PATH.</summary>
    /// <returns>An absolute path, or null.</returns>
    public static string? Find(NebiusSettings settings) =>
        ExecutableFinder.Find(Name, settings)
        ?? (settings.HomeDirectory() is { } home ? ExecutableFinder.FindIn(Path.Join(home, ".nebius", "bin"), Name, settings) : null);

    /// <summary>Asks the CLI for an access token.</summary>
    /// <param name="options">Settings and clock.</param>
    /// <param name="configFile">The CLI's configuration, an absolute path; null for the CLI's own choice.</param>
    /// <param name="profile">A profile; null for the CLI's own choice.</param>
    /// <param name="cancellationToken">Ends the CLI.</param>
    /// <returns>The token; its expiry isn't known.</returns>
    /// <exception cref="NebiusRegistryException">The CLI is not there, or gave no token.</exception>
    public static async Task<Secret> GetAccessTokenAsync(
        CredentialChainOptions options,
        string? configFile,
        string? profile,
        CancellationToken cancellationToken)
    {
        var executable = Find(options.Settings) ?? throw new NebiusRegistryException(
            MessageCodes.CliFailed,
            $"The Nebius CLI is needed, but isn't installed ({LookedAt}). Install it, then create a profile:\n  nebius profile create");
        var command = new ChildCommand
        {
            Executable = executable,
            Arguments = [.. Option("--config", configFile), .. Option("--profile", profile), .. Question],
            WithoutVariables = profile is null ? TokenVariables : [.. TokenVariables, EnvironmentVariables.Profile],
        };
        var result = await ChildProcess.RunAsync(command, options.Time, cancellationToken).ConfigureAwait(false);
        return result.Succeeded && Token(result.Output) is { } token && TokenText.IsToken(token)
            ? new Secret(token)
            : throw Failure(command, configFile, profile, result);
    }

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    // A notice may come before the token: the last line that could be one.
    private static string? Token(string output) =>
        output.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0 && !line.Any(char.IsWhiteSpace));

    private static NebiusRegistryException Failure(ChildCommand command, string? configFile, string? profile, ChildResult result)
    {
        var problem = result switch
        {
            { Outcome: ChildOutcome.NotStarted } => "can't be started. Check that it is a program for this system",
            { Outcome: ChildOutcome.TimedOut } => $"didn't end within {command.Limit.TotalSeconds:0} seconds, perhaps waiting for a login",
            { Outcome: ChildOutcome.Flooded } => $"printed more than {command.MaximumOutput / 1024} KiB, which isn't a token",
            { ExitCode: 0 } => "printed no access token",
            _ => $"failed with exit code {result.ExitCode}",
        };
        Secret[] secrets = Token(result.Output) is { } token ? [new Secret(token)] : [];
        var said = Redactor.Clean(result.Error, LongestError, secrets);
        var selection = Shown("--config", configFile) + Shown("--profile", profile);
        return new NebiusRegistryException(
            MessageCodes.CliFailed,
            $"'{command.Executable}{selection} {string.Join(' ', Question)}' {problem}."
            + $"{(said.Length > 0 ? $" It said: \"{said}\"." : string.Empty)} Log in first:\n"
            + $"  {Name}{selection} iam get-access-token");
    }

    // A path is shown as it is; a word without one may be a token that was put into the wrong variable.
    private static string Shown(string option, string? value)
    {
        var word = value is null ? null : Path.IsPathFullyQualified(value) ? Redactor.Name(value) : Redactor.Value(value);
        return word is null ? string.Empty : word.Contains(' ', StringComparison.Ordinal) ? $" {option} \"{word}\"" : $" {option} {word}";
    }
}
