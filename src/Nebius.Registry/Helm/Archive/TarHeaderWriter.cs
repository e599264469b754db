using System.Globalization;
using System.Text;

namespace Nebius.Registry.Helm.Archive;

/// <summary>
/// Writes the headers of a tar archive byte for byte as Go's archive/tar does for helm: ustar, with a PAX record in front only for a name
/// that ustar can't hold. System.Formats.Tar puts its process ID and times into PAX headers, and can't write some long ustar names.
/// https://github.com/golang/go/blob/go1.22.0/src/archive/tar/writer.go
/// </summary>
internal static class TarHeaderWriter
{
    /// <summary>The length of a header; the content of a file is padded to a multiple of it.</summary>
    public const int BlockSize = 512;

    private const int NameSize = 100;
    private const int PrefixSize = 155;
    private const int PrefixStart = 345;
    private const string FileMode = "0000644";
    private const string NoNumber = "0000000";

    /// <summary>Returns the header of a file that all can read and none can execute, without an owner or a time.</summary>
    /// <param name="path">The file's name in the archive.</param>
    /// <param name="size">The length of its content.</param>
    /// <returns>One block, or three and more if the name doesn't fit into one.</returns>
    public static byte[] Of(string path, long size)
    {
        var name = Encoding.UTF8.GetBytes(path);
        if (IsAscii(name) && name.Length <= NameSize)
        {
            return File(name, [], size);
        }

        if (IsAscii(name) && PrefixLength(name) is { } prefix)
        {
            return File(name.AsSpan(prefix + 1), name.AsSpan(0, prefix), size);
        }

        var record = PaxPath(path);
        return [.. PaxHeader(path, record.Length), .. record, .. new byte[Padding(record.Length)], .. File(Ascii(path), [], size)];
    }

    /// <summary>Returns the length of the padding after a content.</summary>
    public static int Padding(long size) => (int)(-size & (BlockSize - 1));

    private static byte[] File(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix, long size)
    {
        var block = Block(name, FileMode, size, '0');
        Put(block, 329, NoNumber);
        Put(block, 337, NoNumber);
        prefix.CopyTo(block.AsSpan(PrefixStart));
        return WithChecksum(block);
    }

    private static byte[] PaxHeader(string path, long size)
    {
        var (directory, file) = (path[..(path.LastIndexOf('/') + 1)], path[(path.LastIndexOf('/') + 1)..]);
        return WithChecksum(Block(Ascii($"{directory}PaxHeaders.0/{file}"), NoNumber, size, 'x'));
    }

    private static byte[] Block(ReadOnlySpan<byte> name, string mode, long size, char type)
    {
        var block = new byte[BlockSize];
        name.CopyTo(block);
        Put(block, 100, mode);
        Put(block, 108, NoNumber);
        Put(block, 116, NoNumber);
        Put(block, 124, Octal(size, 11));
        Put(block, 136, Octal(0, 11));
        block[156] = (byte)type;
        Put(block, 257, "ustar\u000000");
        return block;
    }

    // The checksum counts its own field as spaces.
    private static byte[] WithChecksum(byte[] block)
    {
        Put(block, 148, "        ");
        Put(block, 148, $"{Octal(block.Sum(value => value), 6)}\0 ");
        return block;
    }

    private static void Put(byte[] block, int start, string text) => Encoding.ASCII.GetBytes(text, block.AsSpan(start));

    private static string Octal(long number, int digits) => Convert.ToString(number, 8).PadLeft(digits, '0');

    private static bool IsAscii(ReadOnlySpan<byte> name) => !name.ContainsAnyExceptInRange((byte)1, (byte)127);

    // The last slash that leaves a prefix and a name that fit; null when there is none.
    private static int? PrefixLength(ReadOnlySpan<byte> name)
    {
        var slash = name[..Math.Min(name.Length, PrefixSize + 1)].LastIndexOf((byte)'/');
        var rest = name.Length - slash - 1;
        return slash > 0 && rest is > 0 and <= NameSize ? slash : null;
    }

    // For readers without PAX: the ASCII part of the name.
    private static byte[] Ascii(string path)
    {
        var name = path.Where(char.IsAscii).Take(NameSize).Select(letter => (byte)letter).ToArray();
        return name.AsSpan().TrimEnd((byte)'/').ToArray();
    }

    // "LENGTH path=NAME\n", where the length counts its own digits.
    private static byte[] PaxPath(string path)
    {
        var rest = Encoding.UTF8.GetByteCount($" path={path}\n");
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} path={path}\n"));
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
