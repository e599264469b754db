using System.Text;

namespace Nebius.Registry.Helm;

/// <summary>
/// A header of a tar archive: ustar, or GNU's, or older. What Go refuses is refused:
/// https://github.com/golang/go/blob/go1.18.7/src/archive/tar/reader.go
/// </summary>
/// <param name="block">The header, 512 bytes.</param>
internal readonly ref struct ChartTarHeader(ReadOnlySpan<byte> block)
{
    /// <summary>How long a header is, and to what the content behind it is filled up.</summary>
    public const int Size = 512;

    private const int ChecksumStart = 148;
    private const int ChecksumEnd = 156;
    private readonly ReadOnlySpan<byte> _block = block;

    /// <summary>Gets the kind of the entry.</summary>
    public char Type => (char)_block[156];

    /// <summary>Gets the entry's path.</summary>
    public string Name => IsPosix && Text(345..500) is { Length: > 0 } prefix ? $"{prefix}/{Text(0..100)}" : Text(0..100);

    /// <summary>Gets where a link leads.</summary>
    public string LinkName => Text(157..257);

    /// <summary>Gets how many bytes follow.</summary>
    public long Length => Number(124..136) is >= 0 and var length ? length : throw new InvalidDataException();

    // GNU's own format has times where ustar has the front of the path.
    private bool IsPosix => _block[257..263].SequenceEqual("ustar\0"u8);

    /// <summary>Checks the header.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Check()
    {
        long sum = 0, signed = 0;
        for (var i = 0; i < _block.Length; i++)
        {
            var value = i is >= ChecksumStart and < ChecksumEnd ? (byte)' ' : _block[i];
            (sum, signed) = (sum + value, signed + (sbyte)value);
        }

        if (Octal(_block[ChecksumStart..ChecksumEnd]) is var checksum && checksum != sum && checksum != signed)
        {
            throw new InvalidDataException();
        }

        // Mode, owner, group and time are of no use here; that they are numbers is.
        Range[] numbers = [100..108, 108..116, 116..124, 136..148];
        foreach (var number in numbers)
        {
            Number(number);
        }
    }

    private string Text(Range field)
    {
        var text = _block[field];
        var end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    // Larger and negative ones are binary: https://www.gnu.org/software/tar/manual/html_section/Extensions.html
    private long Number(Range field)
    {
        var bytes = _block[field];
        return (bytes[0] & 0x80) == 0 ? Octal(bytes) : Binary(bytes);
    }

    private static long Binary(ReadOnlySpan<byte> bytes)
    {
        var isNegative = (bytes[0] & 0x40) != 0;
        long value = isNegative ? -1 : 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            // The first byte's highest bit is the mark.
            var next = i == 0 ? (byte)((bytes[0] & 0x7f) | (isNegative ? 0x80 : 0)) : bytes[i];
            if (value is > (long.MaxValue >> 8) or < (long.MinValue >> 8))
            {
                throw new InvalidDataException();
            }

            value = (value << 8) | next;
        }

        return value;
    }

    private static long Octal(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.Trim(" \0"u8);
        var end = bytes.IndexOf((byte)0);
        long value = 0;
        foreach (var digit in end < 0 ? bytes : bytes[..end])
        {
            value = digit is >= (byte)'0' and <= (byte)'7' ? (value << 3) | (uint)(digit - '0') : throw new InvalidDataException();
        }

        return value;
    }
}
