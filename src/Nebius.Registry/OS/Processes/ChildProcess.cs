using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using CliWrap;

namespace Nebius.Registry.OS.Processes;

/// <summary>
/// Runs an external program: with a timeout, limited output, without the secrets of this process, and not in the current directory.
/// </summary>
internal static class ChildProcess
{
    private const int MaximumError = 8 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Runs a program to its end, or kills it with all its children.</summary>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled, or this process is being ended; the program has been ended.
    /// </exception>
    public static async Task<ChildResult> RunAsync(ChildCommand command, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        using var wait = WorkLog.WaitFor(Path.GetFileName(command.Executable));
        var result = await RunToEndAsync(command, time, cancellationToken).ConfigureAwait(false);
        WorkLog.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{command.Executable}: {result} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms"));
        return result;
    }

    private static async Task<ChildResult> RunToEndAsync(ChildCommand command, TimeProvider time, CancellationToken cancellationToken)
    {
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
            var outcome = flood.IsCancellationRequested ? ChildOutcome.Flooded : ChildOutcome.Exited;
            return new ChildResult(outcome, result.ExitCode, output.Text, error.Text);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            // CliWrap throws TimeoutException when a killed program does not end.
            over.SetResult();
            cancellationToken.ThrowIfCancellationRequested();
            if (interrupted.IsCancellationRequested)
            {
                // If this process handles the signal, its own cancellation comes next.
                await Task.Delay(Grace, time, cancellationToken).ConfigureAwait(false);
                throw;
            }

            var outcome = flood.IsCancellationRequested ? ChildOutcome.Flooded : ChildOutcome.TimedOut;
            return new ChildResult(outcome, 0, output.Text, error.Text);
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

    // Kills the program before this process ends: a program that has a login must not go on alone. It may be starting right now.
    private static bool End(CancellationTokenSource interrupted, Task over)
    {
        try
        {
            interrupted.Cancel();
            _ = over.Wait(Grace);
        }
        catch (ObjectDisposedException)
        {
            // The program has just ended.
        }

        return false;
    }

    // A program may look for other programs in its working directory.
    private static string SafeDirectory => OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/";
}

/// <summary>The result of a program.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="ExitCode">The exit code; 0 unless it exited by itself.</param>
/// <param name="Output">The standard output; it may be a secret, so it never goes into a message.</param>
/// <param name="Error">The beginning of the standard error; shown only after <see cref="Redactor.Clean"/>.</param>
internal sealed record ChildResult(ChildOutcome Outcome, int ExitCode, string Output, string Error)
{
    /// <summary>Gets a value indicating whether it exited by itself with exit code 0.</summary>
    public bool Succeeded => Outcome == ChildOutcome.Exited && ExitCode == 0;

    /// <summary>Returns how it ended, without its output.</summary>
    /// <returns>The outcome and the exit code.</returns>
    public override string ToString() => $"{Outcome} {ExitCode}";
}

/// <summary>How a program ended.</summary>
internal enum ChildOutcome
{
    /// <summary>It exited by itself.</summary>
    Exited,

    /// <summary>It was killed after the timeout.</summary>
    TimedOut,

    /// <summary>It was killed because it printed too much.</summary>
    Flooded,

    /// <summary>It could not be started.</summary>
    NotStarted,
}
