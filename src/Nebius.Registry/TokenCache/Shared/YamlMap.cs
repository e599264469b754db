using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.TokenCache.Shared;

/// <summary>A YAML map whose values are kept as they were read, so that what we do not know survives.</summary>
internal sealed class YamlMap
{
    private static readonly string[] Nulls = ["", "~", "null", "Null", "NULL"];

    private readonly List<KeyValuePair<Scalar, ParsingEvent[]>> _entries = [];

    /// <summary>Gets the entries in their order.</summary>
    public IReadOnlyList<KeyValuePair<Scalar, ParsingEvent[]>> Entries => _entries;

    /// <summary>Takes a map apart.</summary>
    /// <param name="node">The events of a node.</param>
    /// <returns>The map, an empty one where there is nothing; null when it is something else, or has a key twice or a key that is no text.</returns>
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
