namespace Nebius.Registry.OS;

/// <summary>A file that is read to the length that was promised: it is an error when it has become longer or shorter.</summary>
/// <param name="path">The file's path, for a message.</param>
/// <param name="file">The file; it is disposed with the stream.</param>
/// <param name="length">How long it was promised to be.</param>
internal sealed class ExactStream(string path, FileStream file, long length) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var left = length - file.Position;
        if (left <= 0 || buffer.Length == 0)
        {
            return 0;
        }

        var count = file.Read(left < buffer.Length ? buffer[..(int)left] : buffer);
        var hasChanged = count == 0 || (count == left && RandomAccess.GetLength(file.SafeFileHandle) != length);
        return hasChanged ? throw RegularFile.Changed(path) : count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
