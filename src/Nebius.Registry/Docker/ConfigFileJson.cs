using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Docker;

/// <summary>The content of a file of docker's or podman's, read to be written again in the user's own form.</summary>
internal static class ConfigFileJson
{
    private const int Longest = 1024 * 1024;

    /// <summary>Reads a content; an empty one counts as an empty object.</summary>
    /// <returns>The content; or null, and why it cannot be edited.</returns>
    public static (JsonObject? Root, string Problem) Parse(byte[] bytes)
    {
        if (bytes.Length > Longest)
        {
            return (null, $"it is larger than {Longest / 1024 / 1024} MiB. Is it the file that docker reads?");
        }

        var text = bytes.AsSpan();
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (text.Trim(" \t\r\n"u8).IsEmpty)
        {
            return ([], string.Empty);
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject root ? (root, string.Empty) : (null, "it is JSON, but no object. Mend it, or move it away.");
        }
        catch (JsonException error)
        {
            return (null, $"it is no JSON (line {(error.LineNumber ?? 0) + 1}). Mend it, or move it away.");
        }
    }

    /// <summary>Writes a content again.</summary>
    /// <param name="root">The content.</param>
    /// <param name="old">What was there, for its form.</param>
    // As it was indented; docker's own way for a new one.
    public static byte[] Write(JsonObject root, byte[] old)
    {
        var text = Encoding.Latin1.GetString(old);
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        var indent = line < 0 ? string.Empty : new string([.. text[(line + 1)..].TakeWhile(character => character is ' ' or '\t')]);
        var options = new JsonWriterOptions
        {
            Indented = old.Length == 0 || line >= 0,
            IndentCharacter = indent.StartsWith(' ') ? ' ' : '\t',
            IndentSize = indent.Length is > 0 and < 9 ? indent.Length : 1,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using var memory = new MemoryStream();
        if (old.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            memory.Write(Encoding.UTF8.Preamble);
        }

        using (var writer = new Utf8JsonWriter(memory, options))
        {
            root.WriteTo(writer);
        }

        if (text.EndsWith('\n'))
        {
            memory.WriteByte((byte)'\n');
        }

        return memory.ToArray();
    }
}
