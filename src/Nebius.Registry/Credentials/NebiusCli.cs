using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Processes;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Credentials;

/// <summary>The Nebius CLI, asked for an access token in a way that never asks back: no browser, no prompt, ten seconds.</summary>
internal static class NebiusCli
{
    public const string LookedAt = "'nebius' on PATH and in ~/.nebius/bin";

    public const string Name = "nebius";
    private const int LongestError = 400;

    // The CLI prefers a token of the environment to the profile that was asked for, however stale it is (reference: --profile is
    // then ignored, with a notice).
    private static string[] TokenVariables => [EnvironmentVariables.AccessToken, "NEBIUS_IAM_TOKEN_FILE"];

    /// <summary>Finds the CLI: on PATH, or where its installer puts it, which is often not on PATH.</summary>
    /// <returns>An absolute path, or null.</returns>
    public static string? Find(NebiusSettings settings) =>
        ExecutableLookup.Find(Name, settings)
        ?? (settings.HomeDirectory() is { } home ? ExecutableLookup.FindIn(Path.Join(home, ".nebius", "bin"), Name, settings) : null);

    /// <summary>Asks the CLI for an access token.</summary>
    /// <param name="options">Settings and clock.</param>
    /// <param name="configFile">The CLI's configuration, an absolute path; null for the CLI's own choice.</param>
    /// <param name="profile">A profile; null for the CLI's own choice.</param>
    /// <param name="cancellationToken">Ends the CLI.</param>
    /// <returns>The token. When it expires is not known.</returns>
    /// <exception cref="NebiusRegistryException">The CLI is not there, or gave no token.</exception>
    public static async Task<Secret> GetAccessTokenAsync(
        CredentialChainOptions options,
        string? configFile,
        string? profile,
        CancellationToken cancellationToken)
    {
        var executable = Find(options.Settings) ?? throw new NebiusRegistryException(
            MessageCodes.CliFailed,
            $"The Nebius CLI is needed, but there is no {LookedAt}. Install it, then: nebius profile create");
        string[] selection = [.. Option("--config", configFile), .. Option("--profile", profile)];
        var command = new ChildCommand
        {
            Executable = executable,
            Arguments = [.. selection, "iam", "get-access-token", "--no-browser", "--auth-timeout", "10s", "--timeout", "20s"],
            WithoutVariables = profile is null ? TokenVariables : [.. TokenVariables, EnvironmentVariables.Profile],
        };
        var result = await ChildProcess.RunAsync(command, options.Time, cancellationToken).ConfigureAwait(false);
        return result.Succeeded && Token(result.Output) is { } token && TokenText.IsToken(token)
            ? new Secret(token)
            : throw Failure(command, selection, result);
    }

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    // A notice may come before the token: the last line that could be one.
    private static string? Token(string output) =>
        output.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0 && !line.Any(char.IsWhiteSpace));

    private static NebiusRegistryException Failure(ChildCommand command, string[] selection, ChildResult result)
    {
        var problem = result switch
        {
            { Outcome: ChildOutcome.NotStarted } => "could not be started; is it a program for this system?",
            { Outcome: ChildOutcome.TimedOut } => $"did not end within {command.Limit.TotalSeconds:0} seconds, and was ended. It may be waiting for a login",
            { Outcome: ChildOutcome.Flooded } => $"printed more than {command.MaximumOutput / 1024} KB, which is no token, and was ended",
            { ExitCode: 0 } => "printed no access token; what it printed is not shown here",
            _ => $"failed with exit code {result.ExitCode}",
        };
        Secret[] secrets = Token(result.Output) is { } token ? [new Secret(token)] : [];
        var said = ForeignText.Clean(result.Error, LongestError, secrets);
        return new NebiusRegistryException(
            MessageCodes.CliFailed,
            $"'{Line([command.Executable, .. command.Arguments])}' {problem}.{(said.Length > 0 ? $" It said: {said}" : string.Empty)} "
            + $"Try it: {Line([Name, .. selection, "iam", "get-access-token"])} (it may ask for a login). Your profiles: nebius profile list");
    }

    // Cleaned, because a profile's name is whatever somebody put into a variable.
    private static string Line(IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => ForeignText.Clean(word, LongestError)).Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
}
