using System.Collections.Concurrent;
using System.Diagnostics;

namespace Nebius.Registry.Testing;

/// <summary>Runs a command to its end, with the test's own environment.</summary>
public static class Command
{
    // Variables that a developer's shell or a CI job may have set, and that would change the result.
    private static readonly string[] Strange = ["NEBIUS_", "DOTNET_CONTAINER_", "SDK_CONTAINER_", "MSBUILD", "NUGET_PACKAGES", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "XDG_", "GITHUB_", "ACTIONS_", "RUNNER_", "AGENT_", "SYSTEM_", "TF_BUILD", "CI"];

    public static async Task<CommandResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string directory,
        IReadOnlyDictionary<string, string?> environment,
        Action<Process>? started = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => Strange.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        var lines = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, data) => Keep(lines, data.Data);
        process.ErrorDataReceived += (_, data) => Keep(lines, data.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        started?.Invoke(process);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandResult($"{program} {string.Join(' ', start.ArgumentList)}", process.ExitCode, string.Join('\n', lines));
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
