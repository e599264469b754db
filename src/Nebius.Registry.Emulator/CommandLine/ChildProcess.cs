using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>The command: it has our terminal, and its exit code becomes ours.</summary>
internal static class ChildProcess
{
    // What a shell answers.
    private const int CommandNotFound = 127;

    public static async Task<int> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, TextWriter error)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        // Ctrl+C goes to the whole terminal, so the command has it already; we stay until it is done.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);

        // Registered before the command runs, so that a signal cannot come too early.
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            _ = TerminateAsync(started.Task);
        });
        try
        {
            using var process = Process.Start(start)!;
            started.SetResult(process);
            await process.WaitForExitAsync().ConfigureAwait(false);
            return process.ExitCode;
        }
        catch (Win32Exception exception)
        {
            await error.WriteLineAsync($"{command[0]} could not be started: {exception.Message}").ConfigureAwait(false);
            return CommandNotFound;
        }
    }

    private static async Task TerminateAsync(Task<Process> started)
    {
        var process = await started.ConfigureAwait(false);
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            // .NET cannot send SIGTERM, only SIGKILL, which leaves the command no time to clean up.
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await (kill?.WaitForExitAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }
}
