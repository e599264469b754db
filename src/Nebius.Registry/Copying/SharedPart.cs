using System.Buffers;

namespace Nebius.Registry.Copying;

/// <summary>A part of a blob, in one buffer that all targets send; it goes back to the pool when the last of them has sent it.</summary>
internal sealed class SharedPart
{
    /// <summary>The maximum length of a part: large enough for a fast connection.</summary>
    public const int MaxLength = 256 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(MaxLength);
    private int _length;
    private int _holders = 1;

    /// <summary>Gets the bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Fills the part from a stream, as far as the stream goes. When the stream breaks, the part has what came before.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="length">The wanted length.</param>
    /// <param name="moved">Called with the number of bytes of each read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The number of bytes; 0 at the end.</returns>
    /// <exception cref="IOException">The stream broke before the first byte.</exception>
    public async ValueTask<int> FillAsync(Stream stream, long length, Action<long> moved, CancellationToken cancellationToken)
    {
        var end = (int)Math.Min(length, MaxLength);
        for (var isOpen = true; isOpen && _length < end;)
        {
            isOpen = await ReadAsync(stream, end, moved, cancellationToken).ConfigureAwait(false);
        }

        return _length;
    }

    /// <summary>Adds a holder.</summary>
    public SharedPart Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>Removes a holder.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private async ValueTask<bool> ReadAsync(Stream stream, int end, Action<long> moved, CancellationToken cancellationToken)
    {
        try
        {
            var count = await stream.ReadAsync(_buffer.AsMemory(_length, end - _length), cancellationToken).ConfigureAwait(false);
            _length += count;
            moved(count);
            return count > 0;
        }
        catch (Exception error) when (_length > 0 && error is IOException or HttpRequestException)
        {
            // The next read fails again.
            return false;
        }
    }
}
