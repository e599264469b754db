using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Logins;

/// <summary>
/// Logs docker, podman or helm in and out. The password goes to the program's standard input, never among its arguments, which every user
/// of the machine can read; and the program inherits none of the secrets in this process's environment.
/// </summary>
/// <param name="tool">Which program.</param>
/// <param name="executable">Where it is, an absolute path.</param>
internal sealed class ToolLogin(LoginTool tool, string executable)
{
    private const int LongestError = 500;
    private const string UserOption = "--username";

    // They name where logins are kept; the program doesn't start in the working directory of this process.
    private static readonly string[] PathVariables = ["DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "HELM_REGISTRY_CONFIG", "XDG_CONFIG_HOME"];

    /// <summary>Finds docker on PATH.</summary>
    /// <param name="settings">Where PATH is read.</param>
    /// <returns>What logs it in and out; null when it is not there.</returns>
    public static ToolLogin? FindDocker(NebiusSettings settings) =>
        ExecutableFinder.Find("docker", settings) is { } executable ? new ToolLogin(LoginTool.Docker, executable) : null;

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets how long the program may take. One minute by default: docker asks the registry, and tries again.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the file that gets the login; null for the program's own, in the user's home.</summary>
    public string? RegistryConfig { get; init; }

    /// <summary>Logs in.</summary>
    /// <param name="credential">The credential, which names its host.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>What the program printed, without secrets.</returns>
    /// <exception cref="NebiusRegistryException">It failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<string> LogInAsync(RegistryCredential credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (tool == LoginTool.Helm && RegistryConfig is { } file && !File.Exists(file))
        {
            RegistryConfigFile.Create(file, credential.Host);
        }

        string[] login = ["login", credential.Host.Name, UserOption, credential.UserName, "--password-stdin"];
        return RunAsync(
            $"log in to {credential.Host} with {credential.Source} ({credential.Origin})", login, credential, cancellationToken);
    }

    /// <summary>Logs out.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>What the program printed, without secrets.</returns>
    /// <exception cref="NebiusRegistryException">It failed; podman and helm fail if there is no login.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<string> LogOutAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        return RunAsync($"log out of {host}", ["logout", host.Name], null, cancellationToken);
    }

    private async Task<string> RunAsync(
        string purpose, string[] arguments, RegistryCredential? credential, CancellationToken cancellationToken)
    {
        var command = new ChildCommand
        {
            Executable = executable,
            Arguments = [.. Subcommand, .. arguments, .. ConfigArguments],
            Input = credential?.Password.Reveal() ?? string.Empty,
            Variables = OwnVariables(),
            Limit = Limit,
        };
        var result = await ChildProcess.RunAsync(command, Time, cancellationToken).ConfigureAwait(false);
        var said = Redactor.Clean(result.Error.Trim().Length > 0 ? result.Error : result.Output, LongestError, credential?.Secrets ?? []);
        return result.Succeeded ? said : throw Failure(purpose, command, result, said);
    }

    private Dictionary<string, string> OwnVariables()
    {
        var variables = AbsolutePaths();
        if (tool == LoginTool.Docker && Environment.GetEnvironmentVariable(EnvironmentVariables.DockerAuthConfig) is { Length: > 0 } logins)
        {
            variables[EnvironmentVariables.DockerAuthConfig] = logins;
        }

        return variables;
    }

    private static Dictionary<string, string> AbsolutePaths() => PathVariables
        .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
        .Where(variable => !string.IsNullOrEmpty(variable.Value))
        .ToDictionary(variable => variable.Name, variable => Path.GetFullPath(variable.Value!));

    private string[] Subcommand => tool == LoginTool.Helm ? ["registry"] : [];

    // Docker's option is a directory, and comes before the command; no caller needs it.
    private string[] ConfigArguments => (tool, RegistryConfig) switch
    {
        (_, null) => [],
        (LoginTool.Helm, { } file) => ["--registry-config", file],
        (LoginTool.Podman, { } file) => ["--authfile", file],
        _ => throw new InvalidOperationException("docker's file is named by DOCKER_CONFIG."),
    };

    private NebiusRegistryException Failure(string purpose, ChildCommand command, ChildResult result, string said)
    {
        var name = tool.ToString().ToLowerInvariant();
        return result.Outcome == ChildOutcome.NotStarted
            ? new NebiusRegistryException(
                MessageCodes.ToolNotFound,
                $"Can't start '{Redactor.Name(executable)}' to {purpose}. Check that it is a program for this system:\n  {name} version")
            : new NebiusRegistryException(
                MessageCodes.ToolFailed,
                $"'{name} {ShownArguments(command.Arguments)}' {HowItEnded(result)} (to {purpose})"
                + (said.Length == 0 ? ". " : $": \"{said}\". ")
                + "Check whether the registry accepts the credential:\n  nebius-registry doctor");
    }

    private static string ShownArguments(IReadOnlyList<string> arguments) =>
        string.Join(' ', arguments.Select((argument, index) => ShownArgument(argument, index, arguments)));

    // The user name of a login that docker keeps may be a person's, or a token. A command has no other argument after this option.
    private static string ShownArgument(string argument, int index, IReadOnlyList<string> arguments) =>
        index > 0 && arguments[index - 1] == UserOption && argument != RegistryCredential.IamUserName ? "..." : Redactor.Name(argument);

    private string HowItEnded(ChildResult result) => result.Outcome switch
    {
        ChildOutcome.TimedOut => $"didn't end within {Limit.TotalSeconds:0} seconds",
        ChildOutcome.Flooded => "was stopped: it printed too much",
        _ => $"failed with exit code {result.ExitCode}",
    };
}

/// <summary>A program that keeps logins for registries.</summary>
internal enum LoginTool
{
    /// <summary>The docker command.</summary>
    Docker,

    /// <summary>The podman command.</summary>
    Podman,

    /// <summary>The helm command, version 3.8 or newer.</summary>
    Helm,
}
