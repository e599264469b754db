using System.Globalization;

namespace Nebius.Registry.Emulator;

/// <summary>The Content-Range of a chunk: `START-END`, without the unit that HTTP has there.</summary>
internal sealed record ContentRange(long? Start, long? End)
{
    /// <summary>Without the header the chunk goes to the end: docker streams so.</summary>
    public static ContentRange Read(string header)
    {
        if (header.Length == 0)
        {
            return new ContentRange(null, null);
        }

        string[] parts = header.Split('-');
        return parts.Length == 2 && TryParse(parts[0], out long start) && TryParse(parts[1], out long end)
            ? new ContentRange(start, end)
            : throw new RegistryFailure(400, "BLOB_UPLOAD_INVALID", "invalid content range");
    }

    public bool FitsLength(long length) => Start is not { } start || End is not { } end || end - start + 1 == length;

    private static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
