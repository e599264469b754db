using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>The body of an upload: the parts that a receiver gets.</summary>
internal sealed class PartsContent : MeasuredContent
{
    /// <summary>The media type of a part of a blob.</summary>
    public const string MediaType = "application/octet-stream";

    private readonly BlobReceiver _receiver;
    private readonly (long Start, long End)? _range;
    private readonly Action<long> _sent;
    private int _isStarted;

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
        if (Interlocked.Exchange(ref _isStarted, 1) == 1)
        {
            // A handler that repeats the request on another connection would send the blob without its beginning.
            throw new IOException("The first parts are gone.");
        }

        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } part)
        {
            try
            {
                await stream.WriteAsync(part.Bytes, cancellationToken).ConfigureAwait(false);
                Timer?.Move(part.Bytes.Length);
                _sent(part.Bytes.Length);
            }
            finally
            {
                part.Release();
            }
        }

        Timer?.Finish();
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _range is var (start, end) ? end - start : 0;
        return _range is not null;
    }

    // The time in which the source is slow isn't the registry's.
    private async ValueTask<SharedPart?> NextAsync(CancellationToken cancellationToken)
    {
        var next = _receiver.NextAsync(cancellationToken);
        if (next.IsCompleted)
        {
            return await next.ConfigureAwait(false);
        }

        Timer?.Pause();
        var part = await next.ConfigureAwait(false);
        Timer?.Resume();
        return part;
    }
}
