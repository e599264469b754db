using System.Threading.Channels;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// Reads a blob once, and gives each part to all receivers, each of which may be some parts behind. A receiver that keeps the others
/// waiting for too long is left behind: it gets no more, and has to read the rest by itself.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="blob">The blob.</param>
internal sealed class BlobBroadcast(SourceRepository source, Descriptor blob) : IDisposable
{
    private readonly List<BlobReceiver> _receivers = [];
    private readonly CancellationTokenSource _unwanted = new();
    private readonly Lock _lock = new();
    private int _active;
    private bool _isDisposed;

    /// <summary>Adds a receiver; all are added before the reading.</summary>
    /// <param name="pace">How long it may keep the others waiting; null when there are no others.</param>
    public BlobReceiver Add(TargetPace? pace)
    {
        var receiver = new BlobReceiver(pace, Leave);
        _receivers.Add(receiver);
        _active++;
        return receiver;
    }

    /// <summary>Reads the blob, or the rest of it. It ends early when no receiver is left.</summary>
    /// <param name="offset">Where to begin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SourceFailedException">The source can't be read.</exception>
    public async Task ReadAsync(long offset, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unwanted.Token);
        try
        {
            await source.ReadBlobAsync(blob, offset, SendAsync, linked.Token).ConfigureAwait(false);
            End(null);
        }
        catch (OperationCanceledException) when (_unwanted.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            End(null);
        }
        catch (Exception error)
        {
            // Otherwise, uploads would wait for parts that never come.
            End(error);
            throw error is PushRefusedException or FormatException ? new SourceFailedException(error) : error;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _unwanted.Dispose();
        }
    }

    private async ValueTask<bool> SendAsync(SharedPart part, CancellationToken cancellationToken)
    {
        try
        {
            var full = _receivers.FindAll(receiver => !receiver.TryTake(part) && !receiver.IsEnded);
            await Task.WhenAll(full.Select(receiver => receiver.TakeAsync(part, IsAnyEmpty, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            part.Release();
        }

        _receivers.RemoveAll(receiver => receiver.IsEnded);
        return _receivers.Count > 0;
    }

    private void End(Exception? error) => _receivers.ForEach(receiver => receiver.End(error));

    // A receiver that still has parts doesn't wait for the others.
    private bool IsAnyEmpty() => _receivers.Exists(receiver => receiver.IsEmpty && !receiver.IsEnded);

    // The source may be slow, or not respond at all.
    private void Leave()
    {
        lock (_lock)
        {
            if (--_active == 0 && !_isDisposed)
            {
                _unwanted.Cancel();
            }
        }
    }
}

/// <summary>The parts of a blob on the way to one target.</summary>
/// <param name="pace">How long the target may keep the others waiting; null when there are no others.</param>
/// <param name="leave">Called once when the receiver takes no more parts.</param>
internal sealed class BlobReceiver(TargetPace? pace, Action leave)
{
    // With the length of a part: 4 MiB.
    private const int MaxParts = 16;

    private readonly Channel<SharedPart> _parts = Channel.CreateBounded<SharedPart>(MaxParts);
    private int _isStopped;
    private volatile bool _isEnded;
    private volatile bool _isLeftBehind;

    /// <summary>Gets a value indicating whether no more parts are wanted, or given.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Gets a value indicating whether all parts were taken that were given.</summary>
    public bool IsEmpty => _parts.Reader.Count == 0;

    /// <summary>Gets a value indicating whether the others no longer wait for this one.</summary>
    public bool IsLeftBehind => _isLeftBehind;

    /// <summary>Gets a task that ends when all parts were given and taken; it may fail.</summary>
    public Task Taken => _parts.Reader.Completion;

    /// <summary>Takes a part, if there is room.</summary>
    public bool TryTake(SharedPart part)
    {
        if (_parts.Writer.TryWrite(part.Share()))
        {
            return true;
        }

        part.Release();
        return false;
    }

    /// <summary>Takes a part as soon as there is room, or is left behind.</summary>
    /// <param name="part">The part.</param>
    /// <param name="doOthersWait">Whether other receivers have no parts left.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task TakeAsync(SharedPart part, Func<bool> doOthersWait, CancellationToken cancellationToken)
    {
        while (!TryTake(part) && !IsEnded)
        {
            var room = _parts.Writer.WaitToWriteAsync(cancellationToken).AsTask();
            if (pace is null)
            {
                await room.ConfigureAwait(false);
            }
            else if (!await pace.WaitAsync(room, doOthersWait, cancellationToken).ConfigureAwait(false))
            {
                LeaveBehind();
            }
        }
    }

    /// <summary>Gives no more parts, as if this were the end.</summary>
    public void LeaveBehind()
    {
        _isLeftBehind = true;
        Stop();
    }

    /// <summary>Gives no more parts.</summary>
    /// <param name="error">Why, when it isn't the end of the blob.</param>
    public void End(Exception? error)
    {
        _isEnded = true;
        _parts.Writer.TryComplete(error);
    }

    /// <summary>Takes the next part; null at the end.</summary>
    /// <exception cref="IOException">The source can't be read.</exception>
    public async ValueTask<SharedPart?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _parts.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _parts.Reader.TryRead(out var part)
                ? part
                : null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new IOException("The source can't be read.", error);
        }
    }

    /// <summary>Takes no more parts, and gives those that are left back.</summary>
    public void Stop()
    {
        End(null);
        while (_parts.Reader.TryRead(out var part))
        {
            part.Release();
        }

        if (Interlocked.Exchange(ref _isStopped, 1) == 0)
        {
            leave();
        }
    }
}
