using Nebius.Registry.Logins;
using Nebius.Registry.OS.Processes;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>
/// Pushes a chart by helm itself. Its login is in a file of its own, for this user alone and gone afterwards; the user's own logins are
/// not touched, and several of these do not get in each other's way.
/// </summary>
/// <param name="executable">Helm, an absolute path.</param>
/// <param name="options">The clock, the limits, and who is told.</param>
internal sealed class HelmPush(string executable, ChartPushOptions options)
{
    private const int LongestError = 500;

    // A large chart on a slow line.
    private static readonly TimeSpan LongestLimit = TimeSpan.FromMinutes(30);

    /// <summary>Pushes a chart.</summary>
    /// <exception cref="NebiusRegistryException">Helm did not push it.</exception>
    public async Task PushAsync(ChartPackage package, string repository, RegistryCredential credential, CancellationToken cancellationToken)
    {
        using var directory = new PrivateDirectory(options.Settings);
        var config = directory.In("registry.json");
        RegistryConfigFile.Create(config, credential.Host, credential);

        // Helm puts the chart's name behind it.
        var end = repository.LastIndexOf('/');
        var parent = $"oci://{credential.Host}{(end < 0 ? string.Empty : $"/{repository[..end]}")}";
        var command = new ChildCommand
        {
            Executable = executable,
            Arguments = ["push", package.Path, parent, "--registry-config", config],
            Limit = LimitFor(package),
        };
        var result = await RunAsync(command, $"{package.Metadata.Name} {package.Metadata.Version}", cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw Failure($"'helm push {Redactor.Name(package.Path)} {parent}' was run with {credential.Source} ({credential.Origin})", command, result, credential);
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

    private NebiusRegistryException Failure(string attempt, ChildCommand command, ChildResult result, RegistryCredential credential)
    {
        if (result.Outcome == ChildOutcome.NotStarted)
        {
            return new NebiusRegistryException(MessageCodes.ToolNotFound, $"'{Redactor.Name(executable)}' could not be started; is it a program for this system? Try: {Redactor.Name(executable)} version");
        }

        var how = result.Outcome == ChildOutcome.TimedOut
            ? $"had not ended after {PushBudget.Seconds(command.Limit)}"
            : $"failed with exit code {result.ExitCode}";
        var said = Redactor.Clean(result.Error.Trim().Length > 0 ? result.Error : result.Output, LongestError, credential.Secrets);
        return new NebiusRegistryException(
            MessageCodes.ToolFailed,
            $"{attempt}, and {how}. {(said.Length == 0 ? "It said nothing." : $"It said: {said}")} "
            + "Without helm (no NebiusHelmTool, in Cake no UseHelm) the chart is pushed all the same, and a refusal of the registry is explained.");
    }
}

/// <summary>Finds helm for those who want their charts pushed by it.</summary>
internal static class HelmLookup
{
    /// <summary>Finds helm: where <c>NEBIUS_HELM_PATH</c> says, or on PATH.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path.</returns>
    /// <exception cref="NebiusRegistryException">It is not there.</exception>
    public static string Find(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.FromEnvironment(EnvironmentVariables.HelmPath) is { } given)
        {
            var path = settings.FullPath(given);
            return File.Exists(path)
                ? path
                : throw new NebiusRegistryException(
                    MessageCodes.ToolNotFound, $"{EnvironmentVariables.HelmPath} is '{settings.ShownPath(given)}', and there is no such file. Correct it, or unset it to have helm found on PATH.");
        }

        return ExecutableFinder.Find("helm", settings) ?? throw new NebiusRegistryException(
            MessageCodes.ToolNotFound,
            $"helm is wanted (NebiusHelmTool=Helm), and is not on PATH. Install it, name it in {EnvironmentVariables.HelmPath}, or leave NebiusHelmTool out: charts are pushed without helm, too.");
    }
}
