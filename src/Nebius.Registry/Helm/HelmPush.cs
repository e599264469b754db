using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Logins;
using Nebius.Registry.Processes;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Helm;

/// <summary>
/// Pushes a chart by helm itself. Its login is in a file of its own, for this user alone and gone afterwards; the user's own logins are
/// not touched, and several of these do not get in each other's way.
/// </summary>
/// <param name="executable">Helm, an absolute path.</param>
/// <param name="settings">Where the file with the login may be created.</param>
/// <param name="time">The clock.</param>
internal sealed class HelmPush(string executable, NebiusSettings settings, TimeProvider time)
{
    private const int LongestError = 500;

    // A large chart on a slow line.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Pushes a chart.</summary>
    /// <exception cref="NebiusRegistryException">Helm did not push it.</exception>
    public async Task PushAsync(ChartPackage package, string repository, RegistryCredential credential, CancellationToken cancellationToken)
    {
        using var directory = new PrivateDirectory(settings);
        var config = directory.In("registry.json");
        RegistryConfigFile.Create(config, credential.Host, credential);

        // Helm puts the chart's name behind it.
        var end = repository.LastIndexOf('/');
        var parent = $"oci://{credential.Host}{(end < 0 ? string.Empty : $"/{repository[..end]}")}";
        var command = new ChildCommand
        {
            Executable = executable,
            Arguments = ["push", package.Path, parent, "--registry-config", config],
            Limit = Limit,
        };
        var result = await ChildProcess.RunAsync(command, time, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw Failure($"'helm push {package.Path} {parent}' was run with {credential.Source} ({credential.Origin})", result, credential);
        }
    }

    private NebiusRegistryException Failure(string attempt, ChildResult result, RegistryCredential credential)
    {
        if (result.Outcome == ChildOutcome.NotStarted)
        {
            return new NebiusRegistryException(MessageCodes.ToolNotFound, $"'{executable}' could not be started; is it a program for this system? Try: {executable} version");
        }

        var how = result.Outcome == ChildOutcome.TimedOut ? $"had not ended after {Limit.TotalMinutes:0} minutes" : $"failed with exit code {result.ExitCode}";
        var said = ForeignText.Clean(result.Error.Trim().Length > 0 ? result.Error : result.Output, LongestError, [credential.Password]);
        return new NebiusRegistryException(
            MessageCodes.ToolFailed,
            $"{attempt}, and {how}. {(said.Length == 0 ? "It said nothing." : $"It said: {said}")} "
            + "Without helm (no NebiusHelmTool, in Cake no UseHelm) the chart is pushed all the same, and a refusal of the registry is explained.");
    }
}
