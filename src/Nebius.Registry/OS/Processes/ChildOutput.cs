using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace Nebius.Registry.OS.Processes;

/// <summary>Keeps the beginning of a stream, and tells when there is more.</summary>
internal sealed class BoundedOutput(int maximumBytes, Action onOverflow)
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>Gets the text that was kept.</summary>
    public string Text => Encoding.UTF8.GetString(_kept.WrittenSpan);

    /// <summary>Reads to the end, so that the program never waits for us.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                var room = maximumBytes - _kept.WrittenCount;
                _kept.Write(buffer.AsSpan(0, Math.Min(count, room)));
                if (count > room)
                {
                    onOverflow();
                }
            }
        }
        finally
        {
            // It may hold a token.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}

/// <summary>
/// The end of a program, after which its output is waited for a moment only: a child that it left behind may hold it open for ever.
/// </summary>
/// <param name="grace">How long the end of the output is waited for, by the system's clock as the program runs by it, too.</param>
/// <param name="limit">The program's time, which is over for good when the program has exited.</param>
internal sealed class ProgramExit(TimeSpan grace, CancellationTokenSource limit)
{
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for the end of a program that has just been started.</summary>
    public void Watch(Process program)
    {
        program.Exited += (_, _) => _exited.TrySetResult();
        if (program.HasExited)
        {
            _exited.TrySetResult();
        }
    }

    /// <summary>Reads a stream of the program to its end, or until the program has exited and the grace is over.</summary>
    public async Task ReadAsync(BoundedOutput output, Stream stream, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = output.ReadAsync(stream, enough.Token);
        if (await Task.WhenAny(reading, _exited.Task).ConfigureAwait(false) != reading)
        {
            await EndAsync(reading, cancellationToken).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What was read until now is all that counts.
        }
    }

    private async Task EndAsync(Task reading, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
        {
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        await Task.WhenAny(reading, Task.Delay(grace, cancellationToken)).ConfigureAwait(false);
    }
}
