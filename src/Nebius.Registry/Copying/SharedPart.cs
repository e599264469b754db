using System.Buffers;

namespace Nebius.Registry.Copying;

/// <summary>A part of a blob, in one buffer that all targets send; it goes back to the pool when the last of them has sent it.</summary>
internal sealed class SharedPart
{
    /// <summary>The length of a part: large enough for a fast connection.</summary>
    public const int Longest = 256 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Longest);
    private int _length;
    private int _holders = 1;

    /// <summary>Gets the bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Fills the part from a stream, as far as the stream goes.</summary>
    /// <returns>The number of bytes; 0 at the end.</returns>
    public Task<int> ReadAsync(Stream stream, CancellationToken cancellationToken) => ReadAsync(stream, Longest, cancellationToken);

    /// <summary>Fills the part up to a length.</summary>
    /// <returns>The number of bytes; less only at the end of the stream.</returns>
    public async Task<int> ReadAsync(Stream stream, int length, CancellationToken cancellationToken) =>
        _length = await stream.ReadAtLeastAsync(_buffer.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);

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
}
