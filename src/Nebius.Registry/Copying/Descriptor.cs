using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nebius.Registry.Net;

namespace Nebius.Registry.Copying;

/// <summary>A reference to a content: https://github.com/opencontainers/image-spec/blob/main/descriptor.md</summary>
/// <param name="Digest">The digest.</param>
/// <param name="Size">The length in bytes.</param>
/// <param name="MediaType">The media type; null when it isn't set.</param>
internal sealed partial record Descriptor(string Digest, long Size, string? MediaType)
{
    // 64 TiB, so that sums of sizes don't overflow.
    private const long MaxSize = 1L << 46;

    /// <summary>
    /// Gets the content, if the descriptor has it and it is what the digest says, as for the empty config of many artifacts.
    /// </summary>
    public byte[]? Data { get; private init; }

    /// <summary>
    /// Gets a value indicating whether the content may be missing in the registry, as the base layers of Windows were: clients get it from
    /// another address.
    /// </summary>
    public bool IsForeign { get; private init; }

    /// <summary>Reads a property that has a descriptor; null when there is none.</summary>
    public static Descriptor? Read(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? Read(value) : null;

    /// <summary>Reads a descriptor.</summary>
    /// <exception cref="FormatException">It has no valid digest or size.</exception>
    public static Descriptor Read(JsonElement element)
    {
        var digest = BoundedContent.Text(element, "digest");
        if (digest is null || !IsDigest(digest))
        {
            throw new FormatException("a digest in it isn't sha256 or sha512");
        }

        if (!element.TryGetProperty("size", out var size)
            || size.ValueKind != JsonValueKind.Number
            || !size.TryGetInt64(out var length)
            || length is < 0 or > MaxSize)
        {
            throw new FormatException("a size in it isn't a number of bytes");
        }

        var type = BoundedContent.Text(element, "mediaType");
        return new Descriptor(digest, length, type)
        {
            IsForeign = HasUrls(element) || IsForeignType(type),
            Data = ReadData(element, digest, length),
        };
    }

    /// <summary>Tells whether a text is a digest, which becomes a part of a request's path.</summary>
    public static bool IsDigest([NotNullWhen(true)] string? text) => text is not null && DigestForm().IsMatch(text);

    private static byte[]? ReadData(JsonElement element, string digest, long size) =>
        element.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.String
        && data.TryGetBytesFromBase64(out var content)
        && content.Length == size
        && BlobDigest.Matches(digest, content)
            ? content
            : null;

    private static bool HasUrls(JsonElement element) =>
        element.TryGetProperty("urls", out var urls) && urls.ValueKind == JsonValueKind.Array && urls.GetArrayLength() > 0;

    private static bool IsForeignType(string? type) =>
        type?.Contains("foreign", StringComparison.Ordinal) == true || type?.Contains("nondistributable", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Digest} ({Size} bytes)");

    [GeneratedRegex(@"\A(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DigestForm();
}
