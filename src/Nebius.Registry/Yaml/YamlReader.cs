using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.Yaml;

/// <summary>
/// Reads YAML into nodes with positions. It uses the events of YamlDotNet instead of its serializer, whose reflection costs a build 100 ms.
/// Aliases and merge keys are read as by Nebius's Go SDK, up to a bound: a small document can't expand into a large one.
/// </summary>
internal sealed class YamlReader
{
    private const int Deepest = 20;

    // No configuration comes near it.
    private const int MostExpanded = 10_000;

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, (YamlNode Node, int Size)> _anchors = [];

    // How many nodes there are so far, with those that aliases stand for; and how many of them are copies.
    private int _size;
    private int _expanded;

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
            throw new YamlProblemException("isn't valid YAML", Math.Max(1, place.Line), Math.Max(1, place.Column));
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
            throw new YamlProblemException("is nested too deeply", start.Line, start.Column);
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Resolve(alias);
        }

        var before = _size;
        var anchor = (_parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        _size++;
        var node = ReadContent(start, depth);
        if (!anchor.IsEmpty)
        {
            // Only now: a node can't contain itself.
            _anchors[anchor] = (node, _size - before);
        }

        return node;
    }

    private YamlNode ReadContent(Mark start, int depth)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlText(IsNull(scalar) ? null : scalar.Value, start.Line, start.Column) { IsMerge = IsMerge(scalar) };
        }

        return _parser.TryConsume<MappingStart>(out _) ? ReadMapping(start, depth) : ReadList(start, depth);
    }

    private YamlList ReadList(Mark start, int depth)
    {
        _parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlList(items, start.Line, start.Column);
    }

    // The node itself is shared, so it takes no memory; the bound is for those that walk the document.
    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var target))
        {
            throw new YamlProblemException(
                "has an alias (*name) for something that isn't defined before it", alias.Start.Line, alias.Start.Column);
        }

        Expand(target.Size, alias.Start.Line, alias.Start.Column);
        return target.Node;
    }

    private void Expand(int nodes, long line, long column)
    {
        _size += nodes;
        _expanded += nodes;
        if (_expanded > MostExpanded)
        {
            throw new YamlProblemException($"expands to more than {MostExpanded} values by its aliases (*name)", line, column);
        }
    }

    private YamlMapping ReadMapping(Mark start, int depth)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        YamlNode? merged = null;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not YamlText { Text: { } name } text)
            {
                throw new YamlProblemException("has a key that isn't a text", key.Line, key.Column);
            }

            if (text.IsMerge ? merged is not null : !entries.TryAdd(name, value))
            {
                throw new YamlProblemException("has the same key twice", key.Line, key.Column);
            }

            merged = text.IsMerge ? value : merged;
        }

        if (merged is not null)
        {
            Merge(merged, entries);
        }

        return new YamlMapping(entries, start.Line, start.Column);
    }

    // What the mapping has itself wins, then the earlier one of the merged: https://yaml.org/type/merge.html.
    private void Merge(YamlNode merged, Dictionary<string, YamlNode> entries)
    {
        foreach (var source in merged is YamlList list ? list.Items : [merged])
        {
            if (source is not YamlMapping mapping)
            {
                throw new YamlProblemException("merges (<<) something that isn't a mapping", source.Line, source.Column);
            }

            Expand(mapping.Entries.Count, merged.Line, merged.Column);
            foreach (var entry in mapping.Entries)
            {
                entries.TryAdd(entry.Key, entry.Value);
            }
        }
    }

    private static bool IsMerge(Scalar scalar) => scalar.Value == "<<" && scalar.Style == ScalarStyle.Plain;

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
