using System.Globalization;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.TokenCache.Shared;

/// <summary>
/// Makes one map of a map that has keys twice, at any level. Nebius's Python SDK gives its lock back before its text is written, so that
/// its text can come behind another's, with a second <c>tokens:</c>. Go's then deletes the file.
/// </summary>
internal static class YamlUnion
{
    /// <summary>Merges documents, the later one after the earlier one.</summary>
    /// <param name="documents">The events of each one's node.</param>
    /// <returns>The events of one node.</returns>
    public static ParsingEvent[] Of(params IReadOnlyList<ParsingEvent[]> documents) => Merge(documents, YamlPlace.Root);

    private static ParsingEvent[] Merge(IReadOnlyList<ParsingEvent[]> nodes, YamlPlace place)
    {
        ParsingEvent[][] maps = [.. nodes.Where(node => node is [MappingStart, ..])];
        return maps switch
        {
            [] => nodes is [[SequenceStart, ..] list] ? List(list) : Choose(nodes, place),
            [var first, _, ..] when place == YamlPlace.Entry => Freshest([.. maps.Select(map => Map([map], first[0], place))]),
            [var first, ..] => Map(maps, first[0], place),
        };
    }

    private static ParsingEvent[] Map(ParsingEvent[][] maps, ParsingEvent start, YamlPlace place)
    {
        var order = new List<ParsingEvent[]>();
        var values = new Dictionary<string, List<ParsingEvent[]>>(StringComparer.Ordinal);
        foreach (var (key, value) in maps.SelectMany(Entries))
        {
            var name = key is [Scalar scalar] ? scalar.Value : null;
            if (name is not null && values.TryGetValue(name, out var known))
            {
                known.Add(value);
                continue;
            }

            order.Add(key);
            values[name ?? $"\0{order.Count}"] = [value];
        }

        var result = new List<ParsingEvent> { start };
        foreach (var (key, value) in order.Zip(values.Values))
        {
            result.AddRange(key);
            result.AddRange(Merge(value, Below(place, key)));
        }

        result.Add(new MappingEnd());
        return [.. result];
    }

    private static ParsingEvent[] List(ParsingEvent[] list)
    {
        var result = new List<ParsingEvent> { list[0] };
        for (var position = 1; position < list.Length - 1;)
        {
            var end = YamlMap.EndOf(list, position);
            result.AddRange(Merge([list[position..end]], YamlPlace.Other));
            position = end;
        }

        result.Add(list[^1]);
        return [.. result];
    }

    private static IEnumerable<(ParsingEvent[] Key, ParsingEvent[] Value)> Entries(ParsingEvent[] map)
    {
        for (var position = 1; position < map.Length - 1;)
        {
            var middle = YamlMap.EndOf(map, position);
            var end = YamlMap.EndOf(map, middle);
            yield return (map[position..middle], map[middle..end]);
            position = end;
        }
    }

    private static YamlPlace Below(YamlPlace place, ParsingEvent[] key) => (place, key) switch
    {
        (YamlPlace.Root, [Scalar { Value: SharedFormat.TokensKey }]) => YamlPlace.Tokens,
        (YamlPlace.Tokens, _) => YamlPlace.Entry,
        (YamlPlace.Entry, [Scalar { Value: SharedEntry.ExpiryKey }]) => YamlPlace.Expiry,
        _ => YamlPlace.Other,
    };

    // The last one that says something, as most readers have it; of two expiries the earlier one, because each may be the token's.
    private static ParsingEvent[] Choose(IReadOnlyList<ParsingEvent[]> nodes, YamlPlace place)
    {
        if (nodes.Count == 1)
        {
            return nodes[0];
        }

        ParsingEvent[][] said = [.. nodes.Where(node => !YamlMap.IsNull(node))];
        return said.Length == 0 ? nodes[^1] : place == YamlPlace.Expiry ? said.MinBy(Seconds)! : said[^1];
    }

    private static long Seconds(ParsingEvent[] node) =>
        node is [Scalar scalar] && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : long.MinValue;

    private static ParsingEvent[] Freshest(ParsingEvent[][] entries)
    {
        var best = entries[0];
        foreach (var entry in entries.Skip(1))
        {
            best = Freshness(entry) >= Freshness(best) ? entry : best;
        }

        return best;
    }

    // One without an expiry counts less than one that has an expiry.
    private static long Freshness(ParsingEvent[] entry) =>
        YamlMap.Of(entry) is { } map && new SharedEntry(map).Token is { } token ? token.ExpiresAt?.ToUnixTimeSeconds() ?? 0 : -1;
}

/// <summary>Where in the CLI's file a node is.</summary>
internal enum YamlPlace
{
    /// <summary>The file's own map.</summary>
    Root,

    /// <summary>The map from names to tokens.</summary>
    Tokens,

    /// <summary>One token.</summary>
    Entry,

    /// <summary>When a token expires.</summary>
    Expiry,

    /// <summary>Anything else.</summary>
    Other,
}
