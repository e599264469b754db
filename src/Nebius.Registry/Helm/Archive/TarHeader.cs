using System.Globalization;
using System.Text;

namespace Nebius.Registry.Helm.Archive;

/// <summary>
/// A header of a tar archive: ustar, GNU or older. What Go refuses is refused:
/// https://github.com/golang/go/blob/go1.18.7/src/archive/tar/reader.go
/// </summary>
/// <param name="block">The header, 512 bytes.</param>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    /// <summary>The length of a header; the content after it is padded to a multiple of it.</summary>
    public const int Size = 512;

    private const int ChecksumStart = 148;
    private const int ChecksumEnd = 156;
    private readonly ReadOnlySpan<byte> _block = block;

    /// <summary>Gets the type of the entry.</summary>
    public char Type => (char)_block[156];

    /// <summary>Gets the entry's path.</summary>
    public string Name => IsPosix && Text(345..500) is { Length: > 0 } prefix ? $"{prefix}/{Text(0..100)}" : Text(0..100);

    /// <summary>Gets the target of a link.</summary>
    public string LinkName => Text(157..257);

    /// <summary>Gets the length of the content in bytes.</summary>
    public long Length => Number(124..136) is >= 0 and var length ? length : throw new InvalidDataException();

    // The format of GNU has times where ustar has the prefix of the path.
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

        // Mode, owner, group and time are not used, but they have to be numbers.
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

    // Large and negative numbers are binary: https://www.gnu.org/software/tar/manual/html_section/Extensions.html
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
            // The highest bit of the first byte marks a binary number.
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

/// <summary>
/// An extended (PAX) header of a tar archive: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
/// </summary>
internal sealed class PaxRecords
{
    private const string Sparse = "GNU.sparse.";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private PaxRecords()
    {
    }

    /// <summary>Gets the path; null when it isn't set.</summary>
    public string? Path { get; private set; }

    /// <summary>Gets the target of a link; null when it isn't set.</summary>
    public string? LinkPath { get; private set; }

    /// <summary>Gets the length of the content; null when it isn't set.</summary>
    public long? Length { get; private set; }

    /// <summary>Gets a value indicating whether the entry is a sparse file.</summary>
    public bool IsSparse { get; private set; }

    /// <summary>Reads the records.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static PaxRecords Read(ReadOnlySpan<byte> header)
    {
        var records = new PaxRecords();
        while (header.Length > 0)
        {
            var blank = header.IndexOf((byte)' ');
            if (blank <= 0 || !int.TryParse(header[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1 || length > header.Length || header[length - 1] != '\n')
            {
                throw new InvalidDataException();
            }

            records.Take(header[(blank + 1)..(length - 1)]);
            header = header[length..];
        }

        return records;
    }

    private void Take(ReadOnlySpan<byte> record)
    {
        var equals = record.IndexOf((byte)'=');
        if (equals <= 0)
        {
            throw new InvalidDataException();
        }

        var value = record[(equals + 1)..];
        switch (Utf8.GetString(record[..equals]))
        {
            case "path":
                Path = TextOf(value);
                break;
            case "linkpath":
                LinkPath = TextOf(value);
                break;
            case "size":
                Length = value.Length == 0 ? null : NumberOf(value) is >= 0 and var size ? size : throw new InvalidDataException();
                break;
            case "uid" or "gid":
                _ = value.Length == 0 ? 0 : NumberOf(value);
                break;
            case var key when key.StartsWith(Sparse, StringComparison.Ordinal):
                IsSparse = true;
                break;
            default:
                break;
        }
    }

    private static string? TextOf(ReadOnlySpan<byte> value) =>
        value.Contains((byte)0) ? throw new InvalidDataException() : value.Length == 0 ? null : Utf8.GetString(value);

    private static long NumberOf(ReadOnlySpan<byte> value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException();
}
