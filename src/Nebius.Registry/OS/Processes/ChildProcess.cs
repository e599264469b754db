using System.ComponentModel;
using CliWrap;

namespace Nebius.Registry.OS.Processes;

/// <summary>Runs a program that we did not write: bounded in time and output, without our secrets, and not in the current directory.</summary>
internal static class ChildProcess
{
    private const int MaximumError = 8 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Runs a program to its end, or ends it with all its children.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or this process is being ended; the program has been ended.</exception>
    public static async Task<ChildResult> RunAsync(ChildCommand command, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(command.Limit, time);
        using var flood = new CancellationTokenSource();
        using var interrupted = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, flood.Token, interrupted.Token, cancellationToken);

        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interruption = new Interruption(() => End(interrupted, over.Task));
        var exit = new ProgramExit(command.OutputGrace, limit);
        var output = new BoundedOutput(command.MaximumOutput, flood.Cancel);
        var error = new BoundedOutput(MaximumError, static () => { });
        try
        {
            var result = await Cli.Wrap(command.Executable)
                .WithArguments(command.Arguments)
                .WithWorkingDirectory(SafeDirectory)
                .WithEnvironmentVariables(ChildEnvironment.Of(command))
                .WithStandardInputPipe(PipeSource.FromString(command.Input))
                .WithStandardOutputPipe(PipeTarget.Create((stream, ended) => exit.ReadAsync(output, stream, ended)))
                .WithStandardErrorPipe(PipeTarget.Create((stream, ended) => exit.ReadAsync(error, stream, ended)))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(null, exit.Watch, end.Token)
                .Task.ConfigureAwait(false);
            return new ChildResult(flood.IsCancellationRequested ? ChildOutcome.Flooded : ChildOutcome.Exited, result.ExitCode, output.Text, error.Text);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            // CliWrap's TimeoutException: the program did not end although it was killed.
            over.SetResult();
            cancellationToken.ThrowIfCancellationRequested();
            if (interrupted.IsCancellationRequested)
            {
                // Where the process lives on, its own way to cancel comes next.
                await Task.Delay(Grace, time, cancellationToken).ConfigureAwait(false);
                throw;
            }

            return new ChildResult(flood.IsCancellationRequested ? ChildOutcome.Flooded : ChildOutcome.TimedOut, 0, output.Text, error.Text);
        }
        catch (Win32Exception)
        {
            return new ChildResult(ChildOutcome.NotStarted, 0, string.Empty, string.Empty);
        }
        finally
        {
            _ = over.TrySetResult();
        }
    }

    // Before this process ends, or a program that has a login would go on without anyone who waits for it. It may be starting right now.
    private static bool End(CancellationTokenSource interrupted, Task over)
    {
        try
        {
            interrupted.Cancel();
            _ = over.Wait(Grace);
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }

        return false;
    }

    // A program that looks for others in its current directory should find none there.
    private static string SafeDirectory => OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/";
}

/// <summary>What a program did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="ExitCode">Its exit code; 0 unless it ended by itself.</param>
/// <param name="Output">What it printed; it may be a secret, and belongs into no message.</param>
/// <param name="Error">The beginning of what it said on its error stream; shown only after Transport.Redactor.Clean.</param>
internal sealed record ChildResult(ChildOutcome Outcome, int ExitCode, string Output, string Error)
{
    /// <summary>Gets a value indicating whether it ended by itself, and well.</summary>
    public bool Succeeded => Outcome == ChildOutcome.Exited && ExitCode == 0;

    /// <summary>Returns how it ended, never what it printed.</summary>
    /// <returns>The outcome and the exit code.</returns>
    public override string ToString() => $"{Outcome} {ExitCode}";
}

/// <summary>How a program ended.</summary>
internal enum ChildOutcome
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>It was ended after its time.</summary>
    TimedOut,

    /// <summary>It was ended because it printed too much.</summary>
    Flooded,

    /// <summary>The system would not start it.</summary>
    NotStarted,
}
