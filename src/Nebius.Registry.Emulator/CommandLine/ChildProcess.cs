using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>Runs the command in the terminal of the emulator.</summary>
internal static class ChildProcess
{
    // The exit codes of a shell.
    private const int CommandNotFound = 127;
    private const int CommandNotExecutable = 126;
    private const int Enoent = 2;

    /// <summary>Runs the command to its end.</summary>
    /// <returns>The exit code of the command; 127 if it doesn't exist, 126 if it can't be started.</returns>
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

        // The terminal sends Ctrl+C to the command too; the emulator waits for its end.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);

        // A closed terminal sends SIGHUP to the command too; the files of the world must not stay behind.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);

        // Registered before the command starts, so that no signal is lost.
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
            return exception.NativeErrorCode == Enoent ? CommandNotFound : CommandNotExecutable;
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
            // .NET can send only SIGKILL, which leaves the command no time to clean up.
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await (kill?.WaitForExitAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }
}
