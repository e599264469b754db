using System.Text.Json;

namespace Nebius.Registry.Net;

/// <summary>Reads response bodies up to a limit.</summary>
internal static class BoundedContent
{
    /// <summary>More than any token or error; go-containerregistry caps token answers at the same length.</summary>
    public const int Longest = 64 * 1024;

    /// <summary>Reads a body as JSON.</summary>
    /// <param name="content">The body.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The document, which the caller disposes; null when the body is too long, cut off or not JSON.</returns>
    public static async Task<JsonDocument?> ReadJsonAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[Longest + 1];
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = stream.ConfigureAwait(false);
            var length = await stream
                .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            return length > Longest ? null : JsonDocument.Parse(buffer.AsMemory(0, length));
        }
        catch (Exception exception) when (exception is JsonException or IOException or HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Reads a body as it is.</summary>
    /// <param name="content">The body.</param>
    /// <param name="longest">How many bytes are read at most; the rest is left.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HttpRequestException">The body was cut off.</exception>
    /// <exception cref="IOException">The body was cut off.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpContent content, int longest, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = stream.ConfigureAwait(false);
        using var limited = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int count; limited.Length < longest && (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await limited.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }

        return limited.ToArray();
    }

    /// <summary>Returns a property of an object if it is a text; otherwise null.</summary>
    public static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty(name, out var value)
            || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }
}
