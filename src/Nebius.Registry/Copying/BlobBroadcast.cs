using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// Gives each part of a blob to all receivers, each of which may be some parts behind. A receiver that keeps the others waiting is left
/// behind: it gets no more, and has to read the rest by itself.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class BlobBroadcast(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A receiver that is a little slower than the others costs less than a second reading.
    private const double SlowShare = 0.2;

    private readonly long _start = time.GetTimestamp();
    private readonly List<BlobReceiver> _receivers = [];

    /// <summary>Adds a receiver; all are added before the first part.</summary>
    public BlobReceiver Add()
    {
        var receiver = new BlobReceiver();
        _receivers.Add(receiver);
        return receiver;
    }

    /// <summary>Gives a part to all receivers, and waits for room where one has none.</summary>
    /// <param name="part">The part; the caller no longer holds it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when no receiver is left.</returns>
    public async ValueTask<bool> SendAsync(SharedPart part, CancellationToken cancellationToken)
    {
        foreach (var receiver in _receivers)
        {
            if (!receiver.TryTake(part) && !receiver.IsEnded)
            {
                await WaitAsync(receiver, part, cancellationToken).ConfigureAwait(false);
            }
        }

        part.Release();
        _receivers.RemoveAll(receiver => receiver.IsEnded);
        return _receivers.Count > 0;
    }

    /// <summary>Reads a blob from its source, or the rest of it, and gives it to the receivers.</summary>
    /// <param name="source">The source.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SourceFailedException">The source can't be read.</exception>
    public async Task ReadAsync(SourceRepository source, Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        try
        {
            await source.ReadBlobAsync(blob, offset, SendAsync, cancellationToken).ConfigureAwait(false);
            End(null);
        }
        catch (Exception error) when (error is PushRefusedException or FormatException)
        {
            End(error);
            throw new SourceFailedException(error);
        }
        catch (OperationCanceledException error)
        {
            End(error);
            throw;
        }
    }

    private void End(Exception? error)
    {
        foreach (var receiver in _receivers)
        {
            receiver.End(error);
        }
    }

    private async Task WaitAsync(BlobReceiver receiver, SharedPart part, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!receiver.TryTake(part) && !receiver.IsEnded)
        {
            var left = Left(receiver, time.GetElapsedTime(start));
            if (left <= TimeSpan.Zero)
            {
                receiver.LeaveBehind();
                return;
            }

            await receiver.RoomAsync(left, time, cancellationToken).ConfigureAwait(false);
        }

        receiver.Delay += time.GetElapsedTime(start);
    }

    // The last one keeps nobody waiting.
    private TimeSpan Left(BlobReceiver receiver, TimeSpan waited)
    {
        if (_receivers.Count(other => !other.IsEnded) == 1)
        {
            return Patience;
        }

        var share = time.GetElapsedTime(_start) * SlowShare;
        return (share > Patience ? share : Patience) - receiver.Delay - waited;
    }
}

/// <summary>The parts of a blob on the way to one target.</summary>
internal sealed class BlobReceiver
{
    // With the length of a part: 4 MiB.
    private const int Most = 16;

    private readonly Channel<SharedPart> _parts = Channel.CreateBounded<SharedPart>(
        new BoundedChannelOptions(Most) { SingleReader = true, SingleWriter = true });

    private volatile bool _isEnded;

    /// <summary>Gets a value indicating whether no more parts are wanted, or given.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Gets or sets how long the others have waited for this one.</summary>
    public TimeSpan Delay { get; set; }

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

    /// <summary>Waits until there is room, or the time is over.</summary>
    public async Task RoomAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _parts.Writer.WaitToWriteAsync(cancellationToken).AsTask().WaitAsync(longest, time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller looks at the clock.
        }
    }

    /// <summary>Gets a value indicating whether the others no longer wait for this one.</summary>
    public bool IsLeftBehind { get; private set; }

    /// <summary>Gives no more parts, as if this were the end.</summary>
    public void LeaveBehind()
    {
        IsLeftBehind = true;
        End(null);
    }

    /// <summary>Gives no more parts.</summary>
    /// <param name="error">Why, when it isn't the end of the blob.</param>
    public void End(Exception? error)
    {
        _isEnded = true;
        _parts.Writer.TryComplete(error);
    }

    /// <summary>Reads the next part; null at the end.</summary>
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
    }
}

/// <summary>The body of an upload: the parts that a receiver gets. How long it is, is known at its end.</summary>
internal sealed class PartsContent : MeasuredContent
{
    /// <summary>The media type of a part of a blob.</summary>
    public const string MediaType = "application/octet-stream";

    private readonly BlobReceiver _receiver;
    private readonly (long Start, long End)? _range;
    private readonly Action<long> _sent;

    /// <summary>Creates the body.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="range">The first byte, and the one after the last; null when the parts begin with the blob and may end early.</param>
    /// <param name="sent">Called with the length of each part that was sent.</param>
    public PartsContent(BlobReceiver receiver, (long Start, long End)? range, Action<long> sent)
    {
        (_receiver, _range, _sent) = (receiver, range, sent);
        Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        if (range is var (start, end))
        {
            // The specification's own form, without "bytes".
            Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{start}-{end - 1}"));
        }
    }

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        while (await _receiver.NextAsync(cancellationToken).ConfigureAwait(false) is { } part)
        {
            try
            {
                await stream.WriteAsync(part.Bytes, cancellationToken).ConfigureAwait(false);
                Moved?.Invoke(part.Bytes.Length);
                _sent(part.Bytes.Length);
            }
            finally
            {
                part.Release();
            }
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _range is var (start, end) ? end - start : 0;
        return _range is not null;
    }
}
