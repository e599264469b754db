using System.Net;
using System.Security.Cryptography;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>The reading of one blob, over several responses if connections break.</summary>
internal sealed class BlobReading : IDisposable
{
    private readonly Descriptor _blob;
    private readonly Func<SharedPart, CancellationToken, ValueTask<bool>> _receive;
    private readonly CancellationToken _cancellationToken;
    private readonly IncrementalHash? _hash;
    private bool _isUnwanted;

    /// <summary>Begins a reading.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="receive">Receives each part, and returns whether it wants more.</param>
    /// <param name="cancellationToken">Ends the receiving. A part that was read is received, or the reading ends.</param>
    public BlobReading(
        Descriptor blob, long offset, Func<SharedPart, CancellationToken, ValueTask<bool>> receive, CancellationToken cancellationToken)
    {
        (_blob, Position, _receive, _cancellationToken) = (blob, offset, receive, cancellationToken);
        _hash = offset == 0 ? IncrementalHash.CreateHash(BlobDigest.Algorithm(blob.Digest)) : null;
    }

    /// <summary>Gets how far the blob has been read.</summary>
    public long Position { get; private set; }

    /// <summary>Reads a response to its end.</summary>
    /// <param name="response">The response.</param>
    /// <param name="timer">The time limit of the request.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The response ended early.</exception>
    /// <exception cref="FormatException">It is longer than the blob.</exception>
    public async Task ReadAsync(HttpResponseMessage response, RequestTimer timer, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = stream.ConfigureAwait(false);
        await FindPositionAsync(response, stream, timer, cancellationToken).ConfigureAwait(false);
        while (!_isUnwanted && Position < _blob.Size)
        {
            await ReadPartAsync(stream, timer, cancellationToken).ConfigureAwait(false);
        }

        if (!_isUnwanted && await HasMoreAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            throw new FormatException($"the content of {_blob.Digest} is longer than its manifest says");
        }
    }

    /// <summary>Compares the digest with that of the blob.</summary>
    /// <exception cref="FormatException">They are different.</exception>
    public void Verify()
    {
        if (!_isUnwanted && _hash is not null && BlobDigest.Of(_blob.Digest, _hash.GetHashAndReset()) != _blob.Digest)
        {
            throw new FormatException($"the content of {_blob.Digest} has another digest");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash?.Dispose();

    // The whole blob has come, so that an error doesn't matter.
    private async Task<bool> HasMoreAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;
        }
        catch (Exception error) when (error is IOException or HttpRequestException
            || (error is OperationCanceledException && !_cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task FindPositionAsync(
        HttpResponseMessage response, Stream stream, RequestTimer timer, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new FormatException($"the content of {_blob.Digest} is shorter than its manifest says");
        }

        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            await SkipAsync(stream, timer, cancellationToken).ConfigureAwait(false);
        }
        else if (response.Content.Headers.ContentRange?.From is { } start && start != Position)
        {
            throw new IOException("The response has another part of the blob.");
        }
    }

    private async Task ReadPartAsync(Stream stream, RequestTimer timer, CancellationToken cancellationToken)
    {
        var part = new SharedPart();
        try
        {
            if (await part.FillAsync(stream, _blob.Size - Position, timer.Move, cancellationToken).ConfigureAwait(false) == 0)
            {
                throw new IOException("The response ended early.");
            }
        }
        catch
        {
            part.Release();
            throw;
        }

        _hash?.AppendData(part.Bytes.Span);
        Position += part.Bytes.Length;
        timer.Pause();
        _isUnwanted = !await _receive(part, _cancellationToken).ConfigureAwait(false);
        timer.Resume();
    }

    // A registry without ranges sends the blob from its beginning.
    private async Task SkipAsync(Stream stream, RequestTimer timer, CancellationToken cancellationToken)
    {
        for (var left = Position; left > 0;)
        {
            var part = new SharedPart();
            try
            {
                var length = await part.FillAsync(stream, left, timer.Move, cancellationToken).ConfigureAwait(false);
                left -= length > 0 ? length : throw new IOException("The response ended early.");
            }
            finally
            {
                part.Release();
            }
        }
    }
}
