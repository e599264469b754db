using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.Yaml;

/// <summary>
/// Reads YAML into nodes with positions. It uses the events of YamlDotNet instead of its serializer, whose reflection costs a build 100 ms.
/// Aliases are refused, so that a small document can't expand into a large one.
/// </summary>
internal sealed class YamlReader
{
    private const int Deepest = 20;

    private readonly Parser _parser;

    private YamlReader(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>Reads the first document of a text.</summary>
    /// <exception cref="YamlProblemException">The text isn't supported YAML; the exception has the position, without the text.</exception>
    public static YamlNode Read(string text)
    {
        var reader = new YamlReader(text);
        try
        {
            reader._parser.Consume<StreamStart>();
            return reader._parser.Accept<StreamEnd>(out _) ? new YamlText(null, 1, 1) : reader.ReadDocument();
        }
        catch (Exception problem) when (problem is YamlException or InvalidOperationException or ArgumentException)
        {
            // Not chained: its message may quote the text. The parser throws the other two for some truncated texts.
            var place = problem is YamlException yaml ? yaml.Start : reader._parser.Current?.End ?? Mark.Empty;
            throw new YamlProblemException("is no YAML", Math.Max(1, place.Line), Math.Max(1, place.Column));
        }
    }

    private YamlNode ReadDocument()
    {
        _parser.Consume<DocumentStart>();
        return ReadNode(0);
    }

    private YamlNode ReadNode(int depth)
    {
        var start = _parser.Current!.Start;
        if (depth > Deepest)
        {
            throw new YamlProblemException("is nested deeper than any configuration", start.Line, start.Column);
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlText(IsNull(scalar) ? null : scalar.Value, start.Line, start.Column);
        }

        if (_parser.TryConsume<MappingStart>(out _))
        {
            return ReadMapping(start, depth);
        }

        if (_parser.TryConsume<SequenceStart>(out _))
        {
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                ReadNode(depth + 1);
            }

            return new YamlList(start.Line, start.Column);
        }

        throw new YamlProblemException(
            "has an alias (*name), which is not read here: write out what it stands for", start.Line, start.Column);
    }

    private YamlMapping ReadMapping(Mark start, int depth)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not YamlText { Text: { } name })
            {
                throw new YamlProblemException("has a key that is no text", key.Line, key.Column);
            }

            if (!entries.TryAdd(name, value))
            {
                throw new YamlProblemException("has the same key twice", key.Line, key.Column);
            }
        }

        return new YamlMapping(entries, start.Line, start.Column);
    }

    // The core schema's null: https://yaml.org/spec/1.2.2/#1032-tag-resolution
    private static bool IsNull(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>What is wrong with a YAML text, and where, without the text itself.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the library.")]
internal sealed class YamlProblemException(string problem, long line, long column) : Exception(problem)
{
    public long Line => line;

    public long Column => column;
}
