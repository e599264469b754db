using Nebius.Registry.Logins;
using Nebius.Registry.OS.Processes;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>
/// Pushes a chart by helm itself. Its login is in a private file that is deleted afterwards, so that the logins of the user are not changed
/// and several pushes can run at the same time.
/// </summary>
/// <param name="executable">The absolute path of helm.</param>
/// <param name="options">The options, with the clock and the limits.</param>
internal sealed class HelmPush(string executable, ChartPushOptions options)
{
    private const int LongestError = 500;

    // For a large chart over a slow connection.
    private static readonly TimeSpan LongestLimit = TimeSpan.FromMinutes(30);

    /// <summary>Pushes a chart.</summary>
    /// <exception cref="NebiusRegistryException">Helm did not push it.</exception>
    public async Task PushAsync(ChartPackage package, string repository, RegistryCredential credential, CancellationToken cancellationToken)
    {
        using var directory = new PrivateDirectory(options.Settings);
        var config = directory.In("registry.json");
        RegistryConfigFile.Create(config, credential.Host, credential);

        // Helm appends the name of the chart.
        var end = repository.LastIndexOf('/');
        var parent = $"oci://{credential.Host}{(end < 0 ? string.Empty : $"/{repository[..end]}")}";
        var command = new ChildCommand
        {
            Executable = executable,
            Arguments = ["push", package.Path, parent, "--registry-config", config],
            Limit = LimitFor(package),
        };
        var result = await RunAsync(command,
            $"{package.Metadata.Name} {package.Metadata.Version}", cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw Failure($"'helm push {Redactor.Name(package.Path)} {parent}'", command, result, credential);
        }
    }

    private TimeSpan LimitFor(ChartPackage package)
    {
        var limit = options.Limits.Unseen(package.Content.Size);
        return limit < LongestLimit ? limit : LongestLimit;
    }

    private async Task<ChildResult> RunAsync(ChildCommand command, string name, CancellationToken cancellationToken)
    {
        var (limits, waited) = (options.Limits, TimeSpan.Zero);
        await using var notice = options.Time.CreateTimer(_ => Tell(), null, limits.Silence, limits.Reminder).ConfigureAwait(false);
        return await ChildProcess.RunAsync(command, options.Time, cancellationToken).ConfigureAwait(false);

        void Tell()
        {
            waited += waited == TimeSpan.Zero ? limits.Silence : limits.Reminder;
            var end = PushBudget.Seconds(command.Limit);
            options.Progress?.Invoke($"waiting for helm to push {name} for {PushBudget.Seconds(waited)}; it is ended after {end}");
        }
    }

    private NebiusRegistryException Failure(string push, ChildCommand command, ChildResult result, RegistryCredential credential)
    {
        if (result.Outcome == ChildOutcome.NotStarted)
        {
            return new NebiusRegistryException(MessageCodes.ToolNotFound,
                $"Can't start '{Redactor.Name(executable)}'. Check that it is a program for this system:\n"
                + $"  {Redactor.Name(executable)} version");
        }

        var how = result.Outcome == ChildOutcome.TimedOut
            ? $"timed out after {PushBudget.Seconds(command.Limit)}"
            : $"failed with exit code {result.ExitCode}";
        var said = Redactor.Clean(result.Error.Trim().Length > 0 ? result.Error : result.Output, LongestError, credential.Secrets);
        return new NebiusRegistryException(
            MessageCodes.ToolFailed,
            $"{push} {how}{(said.Length == 0 ? " and printed nothing" : $": \"{said}\"")}. The credential was {credential.Source} "
            + $"({credential.Origin}). For a message that explains what the registry answers, push without helm: remove NebiusHelmTool, or "
            + "UseHelm in Cake.");
    }
}

/// <summary>Finds helm, for charts that are pushed by it.</summary>
internal static class HelmLookup
{
    /// <summary>Finds helm at <c>NEBIUS_HELM_PATH</c>, or on PATH.</summary>
    /// <param name="settings">The settings, with the environment.</param>
    /// <returns>An absolute path.</returns>
    /// <exception cref="NebiusRegistryException">It can't be found.</exception>
    public static string Find(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.FromEnvironment(EnvironmentVariables.HelmPath) is { } given)
        {
            var path = settings.FullPath(given);
            return File.Exists(path)
                ? path
                : throw new NebiusRegistryException(
                    MessageCodes.ToolNotFound,
                    $"{EnvironmentVariables.HelmPath} is '{settings.ShownPath(given)}', which doesn't exist. Correct it, or unset it "
                    + "to use helm from PATH.");
        }

        return ExecutableFinder.Find("helm", settings) ?? throw new NebiusRegistryException(
            MessageCodes.ToolNotFound,
            $"helm isn't on PATH, and NebiusHelmTool is Helm. Install helm, set {EnvironmentVariables.HelmPath} to its path, or remove "
            + "NebiusHelmTool: charts are pushed without helm too.");
    }
}
