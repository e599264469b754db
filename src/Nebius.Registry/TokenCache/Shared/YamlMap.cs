using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.TokenCache.Shared;

/// <summary>A YAML map whose values stay as they were read, so that unknown ones survive.</summary>
internal sealed class YamlMap
{
    private static readonly string[] Nulls = ["", "~", "null", "Null", "NULL"];

    private readonly List<KeyValuePair<Scalar, ParsingEvent[]>> _entries = [];

    /// <summary>Gets the entries in their order.</summary>
    public IReadOnlyList<KeyValuePair<Scalar, ParsingEvent[]>> Entries => _entries;

    /// <summary>Takes a map apart.</summary>
    /// <param name="node">The events of a node.</param>
    /// <returns>The map, an empty one where there is nothing; null when it is something else, or has a key twice or a key that is no
    /// text.</returns>
    public static YamlMap? Of(ParsingEvent[] node)
    {
        var map = new YamlMap();
        if (IsNull(node))
        {
            return map;
        }

        if (node is not [MappingStart, .., MappingEnd])
        {
            return null;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var position = 1; position < node.Length - 1;)
        {
            if (node[position] is not Scalar key || !keys.Add(key.Value))
            {
                return null;
            }

            var end = EndOf(node, position + 1);
            map._entries.Add(new(key, node[(position + 1)..end]));
            position = end;
        }

        return map;
    }

    /// <summary>Makes a map of some entries.</summary>
    public static YamlMap Of(IEnumerable<KeyValuePair<Scalar, ParsingEvent[]>> entries)
    {
        var map = new YamlMap();
        map._entries.AddRange(entries);
        return map;
    }

    /// <summary>Finds a value.</summary>
    public ParsingEvent[]? Find(string key)
    {
        foreach (var entry in _entries)
        {
            if (entry.Key.Value == key)
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>Tells whether a node is YAML's null, or nothing.</summary>
    public static bool IsNull(ParsingEvent[] node) =>
        node.Length == 0 || (node is [Scalar { Style: ScalarStyle.Plain, Tag.IsEmpty: true } scalar] && Nulls.Contains(scalar.Value));

    /// <summary>Finds the end of the node that begins at a position.</summary>
    public static int EndOf(ParsingEvent[] node, int start)
    {
        var depth = 0;
        var position = start;
        do
        {
            depth += node[position++].NestingIncrease;
        }
        while (depth > 0);
        return position;
    }
}

/// <summary>
/// Reads a YAML document into the events of its one node, within bounds: this file may be anything. Anchors, aliases and further
/// documents are refused; Nebius's tools write none, and they are what makes a small file large.
/// </summary>
internal static class YamlEvents
{
    private const int DeepestLevel = 16;
    private const int MostEvents = 50_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>Reads a document.</summary>
    /// <returns>Its node's events, none when the document is empty; null when it can't be read.</returns>
    public static ParsingEvent[]? Read(byte[] content)
    {
        try
        {
            // Nebius's JavaScript SDK, removing a token, writes on behind the end of what it cut off, and so begins with zeros:
            // https://github.com/nebius/js-sdk src/runtime/token/file_cache/token_cache.ts (truncate does not move the position).
            var bytes = content.AsSpan().TrimStart((byte)0);
            using var reader = new StringReader(Utf8.GetString(bytes.StartsWith(Utf8.Preamble) ? bytes[Utf8.Preamble.Length..] : bytes));
            return Read(new Parser(reader));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // YamlDotNet 18.1 has more than its YamlException for what it cannot read: InvalidOperationException for "...\n!!str ",
            // ArgumentOutOfRangeException for two high surrogates in quotes.
            return null;
        }
    }

    private static ParsingEvent[]? Read(Parser parser)
    {
        var events = new List<ParsingEvent>();
        var depth = 0;
        var documents = 0;
        while (parser.MoveNext())
        {
            var current = parser.Current;
            if (current is DocumentStart)
            {
                documents++;
            }
            else if (current is NodeEvent or SequenceEnd or MappingEnd)
            {
                events.Add(current);
                depth += current.NestingIncrease;
            }

            var isRefused = current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false };
            if (isRefused || documents > 1 || depth > DeepestLevel || events.Count > MostEvents)
            {
                return null;
            }
        }

        return [.. events];
    }
}
