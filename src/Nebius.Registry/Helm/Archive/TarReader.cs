using System.Text;

namespace Nebius.Registry.Helm.Archive;

/// <summary>
/// Reads a tar archive from start to end. System.Formats.Tar allocates as much memory as an extended header claims, up to 2 GiB, and fails
/// when the ID of an owner is above 2^31.
/// </summary>
/// <param name="archive">The archive, unzipped.</param>
internal sealed class TarReader(Stream archive) : IDisposable
{
    // The limit of Go, and so of helm.
    private const int LongestExtension = 1024 * 1024;

    private readonly byte[] _block = new byte[TarHeader.Size];
    private readonly byte[] _skipped = new byte[16 * 1024];
    private TarContent? _content;

    /// <summary>Gets the content of the current entry.</summary>
    public Stream Content => _content ?? Stream.Null;

    /// <summary>Reads the next entry.</summary>
    /// <returns>The entry; null at the end.</returns>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public TarEntry? Next()
    {
        PaxRecords? pax = null;
        string? longName = null, longLink = null;
        while (ReadHeader(pax is null && longName is null && longLink is null))
        {
            var header = new TarHeader(_block);
            switch (header.Type)
            {
                case 'x':
                    pax = PaxRecords.Read(ReadExtension(header.Length));
                    break;
                case 'g':
                    // It applies to all further entries; Go only checks it.
                    PaxRecords.Read(ReadExtension(header.Length));
                    break;
                case 'L':
                    longName = TextOf(ReadExtension(header.Length));
                    break;
                case 'K':
                    longLink = TextOf(ReadExtension(header.Length));
                    break;
                default:
                    return Enter(header, pax, longName, longLink);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _content?.Dispose();

    private TarEntry Enter(TarHeader header, PaxRecords? pax, string? longName, string? longLink)
    {
        if (header.Type == 'S' || pax is { IsSparse: true })
        {
            throw new NotSupportedException();
        }

        // Links, devices, directories and pipes have no content, even if their header has a length.
        var length = header.Type is >= '1' and <= '6' ? 0 : pax?.Length ?? header.Length;
        _content = new TarContent(archive, length);
        return new TarEntry(pax?.Path ?? longName ?? header.Name, header.Type, pax?.LinkPath ?? longLink ?? header.LinkName, length);
    }

    private bool ReadHeader(bool mayEnd)
    {
        _content?.Skip(_skipped);
        _content?.Dispose();
        _content = null;
        var isThere = ReadBlock();
        if (isThere && !_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            // Two empty blocks are the end, or one as the last block.
            isThere = false;
            if (ReadBlock() && _block.AsSpan().ContainsAnyExcept((byte)0))
            {
                throw new InvalidDataException();
            }
        }

        if (!isThere)
        {
            return mayEnd ? false : throw new EndOfStreamException();
        }

        new TarHeader(_block).Check();
        return true;
    }

    private bool ReadBlock()
    {
        var count = archive.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false);
        return count == _block.Length || (count == 0 ? false : throw new EndOfStreamException());
    }

    private byte[] ReadExtension(long length)
    {
        if (length > LongestExtension)
        {
            throw new InvalidDataException();
        }

        using var content = new TarContent(archive, length);
        var extension = new byte[length];
        content.ReadExactly(extension);
        content.Skip(_skipped);
        return extension;
    }

    private static string TextOf(byte[] extension)
    {
        var end = Array.IndexOf(extension, (byte)0);
        return Encoding.UTF8.GetString(extension.AsSpan(0, end < 0 ? extension.Length : end));
    }
}

/// <summary>An entry of a tar archive.</summary>
/// <param name="Name">The path, as in the archive.</param>
/// <param name="Type">
/// The type, such as <c>0</c> for a file: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
/// </param>
/// <param name="LinkName">The target of a link; may be empty.</param>
/// <param name="Length">The length of the content in bytes.</param>
internal sealed record TarEntry(string Name, char Type, string LinkName, long Length)
{
    /// <summary>Gets a value indicating whether it is a directory.</summary>
    public bool IsDirectory => Type == '5' || Name.EndsWith('/');

    /// <summary>Gets a value indicating whether it is a symbolic or hard link.</summary>
    public bool IsLink => Type is '1' or '2';

    /// <summary>Gets a value indicating whether it is a device or pipe.</summary>
    public bool IsSpecial => Type is '3' or '4' or '6';
}

/// <summary>The content of one entry in a tar archive.</summary>
/// <param name="archive">The archive, at the start of the content.</param>
/// <param name="length">The length in bytes.</param>
internal sealed class TarContent(Stream archive, long length) : Stream
{
    private readonly long _length = length;
    private readonly long _padding = (TarHeader.Size - (length % TarHeader.Size)) % TarHeader.Size;
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

    /// <summary>Skips the rest of the content and the padding.</summary>
    /// <param name="buffer">A buffer for the skipped bytes.</param>
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
