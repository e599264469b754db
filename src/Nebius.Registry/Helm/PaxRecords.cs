using System.Globalization;
using System.Text;

namespace Nebius.Registry.Helm;

/// <summary>
/// An extended header of a tar archive: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
/// </summary>
internal sealed class PaxRecords
{
    private const string Sparse = "GNU.sparse.";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private PaxRecords()
    {
    }

    /// <summary>Gets the path; null when the header has none.</summary>
    public string? Path { get; private set; }

    /// <summary>Gets where a link leads; null when the header does not say.</summary>
    public string? LinkPath { get; private set; }

    /// <summary>Gets how many bytes the entry has; null when the header does not say.</summary>
    public long? Length { get; private set; }

    /// <summary>Gets a value indicating whether the entry has holes that a reader would have to fill.</summary>
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
