using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace Nebius.Registry.OS.Processes;

/// <summary>Keeps the beginning of a stream, and reports when there is more.</summary>
internal sealed class BoundedOutput(int maximumBytes, Action onOverflow)
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>Gets the text that was kept.</summary>
    public string Text => Encoding.UTF8.GetString(_kept.WrittenSpan);

    /// <summary>Reads to the end, so that the program never blocks on a full pipe.</summary>
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
/// Ends the reading of a program's output shortly after the program has exited: a child process may hold the output open forever.
/// </summary>
/// <param name="grace">How long to wait for the end of the output, by the system clock.</param>
/// <param name="limit">The timeout of the program, which is switched off once it has exited.</param>
internal sealed class ProgramExit(TimeSpan grace, CancellationTokenSource limit)
{
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Watches for the exit of a program that has just been started.</summary>
    public void Watch(Process program)
    {
        program.Exited += (_, _) => _exited.TrySetResult();
        if (program.HasExited)
        {
            _exited.TrySetResult();
        }
    }

    /// <summary>Reads a stream to its end, or until the program has exited and the grace period is over.</summary>
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
            // The output that was read so far is enough.
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
