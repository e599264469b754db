using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Nebius.Registry.Tests.Helm;

/// <summary>Tar archives made by hand, including some that no program writes.</summary>
internal static class TarBlocks
{
    public const int Size = 512;

    /// <summary>Makes a header whose checksum is right, whatever else is in it.</summary>
    /// <param name="name">The entry's path.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="size">Its length.</param>
    /// <param name="change">Changes the header before its checksum is made.</param>
    public static byte[] Header(string name, char type = '0', long size = 0, Action<byte[]>? change = null)
    {
        var header = new byte[Size];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        "0000644\0"u8.CopyTo(header.AsSpan(100));
        "0000000\0"u8.CopyTo(header.AsSpan(108));
        "0000000\0"u8.CopyTo(header.AsSpan(116));
        SetNumber(header, 124, 12, size);
        "00000000000\0"u8.CopyTo(header.AsSpan(136));
        header[156] = (byte)type;
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        change?.Invoke(header);
        SetChecksum(header);
        return header;
    }

    public static void SetChecksum(Span<byte> header)
    {
        header[148..156].Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(header[148..]);
    }

    public static void SetText(byte[] header, int offset, string text) => Encoding.Latin1.GetBytes(text).CopyTo(header, offset);

    /// <summary>Makes an entry, header and content, filled up.</summary>
    public static byte[] Entry(string name, byte[] content, char type = '0', Action<byte[]>? change = null) =>
        [.. Header(name, type, content.Length, change), .. content, .. new byte[(Size - (content.Length % Size)) % Size]];

    public static byte[] Entry(string name, string content, char type = '0', Action<byte[]>? change = null) =>
        Entry(name, Encoding.UTF8.GetBytes(content), type, change);

    /// <summary>Makes an extended header.</summary>
    public static byte[] Pax(params (string Key, string Value)[] records) => Entry("pax", string.Concat(records.Select(Record)), 'x');

    public static MemoryStream Archive(params byte[][] entries) => new([.. entries.SelectMany(entry => entry), .. new byte[2 * Size]]);

    private static string Record((string Key, string Value) record)
    {
        var rest = Encoding.UTF8.GetByteCount($" {record.Key}={record.Value}\n");
        var length = rest + 1;
        while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length)
        {
            length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
        }

        return $"{length} {record.Key}={record.Value}\n";
    }

    private static void SetNumber(byte[] header, int offset, int length, long value)
    {
        if (value is >= 0 and < 1L << 33)
        {
            SetText(header, offset, $"{Convert.ToString(value, 8).PadLeft(length - 1, '0')}\0");
            return;
        }

        header.AsSpan(offset, length).Fill(value < 0 ? (byte)0xff : (byte)0);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(offset + length - 8), value);
        header[offset] |= 0x80;
    }
}
