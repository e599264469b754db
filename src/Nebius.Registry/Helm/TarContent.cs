namespace Nebius.Registry.Helm;

/// <summary>The bytes of one entry in a tar archive.</summary>
/// <param name="archive">The archive, at the entry's beginning.</param>
/// <param name="length">How many they are.</param>
internal sealed class TarContent(Stream archive, long length) : Stream
{
    private readonly long _length = length;
    private readonly long _padding = (ChartTarHeader.Size - (length % ChartTarHeader.Size)) % ChartTarHeader.Size;
    private long _left = length;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _length - _left;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.Length == 0)
        {
            return 0;
        }

        var count = archive.Read(_left < buffer.Length ? buffer[..(int)_left] : buffer);
        _left -= count;
        return count > 0 ? count : throw new EndOfStreamException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads what is left of it, and what it is filled up with.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    public void Skip(Span<byte> buffer)
    {
        while (Read(buffer) > 0)
        {
        }

        _left = _padding;
        while (Read(buffer) > 0)
        {
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
