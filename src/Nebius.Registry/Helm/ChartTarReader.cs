using System.Text;

namespace Nebius.Registry.Helm;

/// <summary>
/// Reads a tar archive from front to back. .NET's own reader sets aside as much memory as an extended header claims to have, up to 2 GiB,
/// and fails in odd ways where an owner's number is above 2^31.
/// </summary>
/// <param name="archive">The archive, unzipped.</param>
internal sealed class ChartTarReader(Stream archive) : IDisposable
{
    // Go reads no longer ones, so that helm does not.
    private const int LongestExtension = 1024 * 1024;

    private readonly byte[] _block = new byte[ChartTarHeader.Size];
    private readonly byte[] _skipped = new byte[16 * 1024];
    private TarContent? _content;

    /// <summary>Gets the bytes of the entry that was read last.</summary>
    public Stream Content => _content ?? Stream.Null;

    /// <summary>Reads on to the next entry.</summary>
    /// <returns>The entry; null at the end.</returns>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public ChartTarEntry? Next()
    {
        PaxRecords? pax = null;
        string? longName = null, longLink = null;
        while (ReadHeader(pax is null && longName is null && longLink is null))
        {
            var header = new ChartTarHeader(_block);
            switch (header.Type)
            {
                case 'x':
                    pax = PaxRecords.Read(ReadExtension(header.Length));
                    break;
                case 'g':
                    // It would be about all that follows; Go checks it and leaves it at that.
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

    private ChartTarEntry Enter(ChartTarHeader header, PaxRecords? pax, string? longName, string? longLink)
    {
        if (header.Type == 'S' || pax is { IsSparse: true })
        {
            throw new NotSupportedException();
        }

        // Links, devices, directories and pipes have no content, whatever their header says.
        var length = header.Type is >= '1' and <= '6' ? 0 : pax?.Length ?? header.Length;
        _content = new TarContent(archive, length);
        return new ChartTarEntry(pax?.Path ?? longName ?? header.Name, header.Type, pax?.LinkPath ?? longLink ?? header.LinkName, length);
    }

    private bool ReadHeader(bool mayEnd)
    {
        _content?.Skip(_skipped);
        _content?.Dispose();
        _content = null;
        var isThere = ReadBlock();
        if (isThere && !_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            // Two empty blocks, or one and nothing behind it, are the end.
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

        new ChartTarHeader(_block).Check();
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
