using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nebius.Registry.Tool.Output;

/// <summary>What <c>--json</c> prints: one value, indented, and a line end.</summary>
internal static class JsonOutput
{
    // Not meant for a page; an apostrophe stays one.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value to the standard output, whole or not at all.</summary>
    /// <param name="write">Writes the value.</param>
    public static void Write(Action<Utf8JsonWriter> write)
    {
        using var value = new MemoryStream();
        using (var json = new Utf8JsonWriter(value, Readable))
        {
            write(json);
        }

        value.Write("\n"u8);
        using var output = StandardStreams.OpenOutput();
        output.Write(value.GetBuffer().AsSpan(0, (int)value.Length));
    }

    /// <summary>Writes an array of objects to the standard output.</summary>
    /// <param name="items">What is listed.</param>
    /// <param name="write">Writes the properties of one.</param>
    public static void WriteList<TItem>(IEnumerable<TItem> items, Action<Utf8JsonWriter, TItem> write) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Writes a property that is a list of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(Redactor.Message(text));
        }

        json.WriteEndArray();
    }
}
