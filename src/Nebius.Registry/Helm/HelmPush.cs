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
/// <param name="time">The clock.</param>
internal sealed class HelmPush(string executable, TimeProvider time)
{
    private const int LongestError = 500;

    // A large chart on a slow line.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Pushes a chart.</summary>
    /// <exception cref="NebiusRegistryException">Helm did not push it.</exception>
    public async Task PushAsync(ChartPackage package, string repository, RegistryCredential credential, CancellationToken cancellationToken)
    {
        using var directory = new PrivateDirectory();
        var config = directory.In("registry.json");
        await new ToolLogin(LoginTool.Helm, executable) { RegistryConfig = config, Time = time }.LogInAsync(credential, cancellationToken).ConfigureAwait(false);

        // Helm puts the chart's name behind it.
        var parent = $"oci://{credential.Host}/{repository[..repository.LastIndexOf('/')]}";
        var command = new ChildCommand
        {
            Executable = executable,
            Arguments = ["push", package.Path, parent, "--registry-config", config],
            Limit = Limit,
        };
        var result = await ChildProcess.RunAsync(command, time, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            var said = ForeignText.Clean(result.Error.Trim().Length > 0 ? result.Error : result.Output, LongestError, [credential.Password]);
            throw new NebiusRegistryException(
                MessageCodes.ToolFailed,
                $"'helm push {package.Path} {parent}' was run with {credential.Source} ({credential.Origin}), and "
                + (result.Outcome == ChildOutcome.Exited ? $"failed with exit code {result.ExitCode}" : "did not come to an end")
                + $". It said: {said} Without -p:NebiusHelmTool=Helm the chart is pushed by Nebius.Registry.Build itself, which tells why the registry refuses it.");
        }
    }
}
