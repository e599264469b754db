using YamlDotNet.Core.Events;

namespace Nebius.Registry.TokenCache.Shared;

/// <summary>
/// Tells whether what was written says the same as what was meant: YamlDotNet's emitter does not get every odd scalar right, and what
/// it gets wrong would be somebody else's token.
/// </summary>
internal static class YamlCheck
{
    /// <summary>Compares two maps, whose fields may have another order and whose scalars another style.</summary>
    public static bool IsSame(YamlMap one, YamlMap other) =>
        one.Entries.Count == other.Entries.Count
        && one.Entries.All(entry => other.Find(entry.Key.Value) is { } value && IsSame(entry.Value, value));

    private static bool IsSame(ParsingEvent[] one, ParsingEvent[] other) =>
        YamlMap.Of(one) is { Entries.Count: > 0 } map
            ? YamlMap.Of(other) is { } otherMap && IsSame(map, otherMap)
            : (YamlMap.IsNull(one) && YamlMap.IsNull(other)) || one.Zip(other).All(pair => IsSame(pair.First, pair.Second)) && one.Length == other.Length;

    private static bool IsSame(ParsingEvent one, ParsingEvent other) => (one, other) switch
    {
        (Scalar scalar, Scalar otherScalar) => (scalar.Value == otherScalar.Value && scalar.Tag == otherScalar.Tag)
            || (YamlMap.IsNull([scalar]) && YamlMap.IsNull([otherScalar])),
        (NodeEvent node, NodeEvent otherNode) => node.GetType() == otherNode.GetType() && node.Tag == otherNode.Tag,
        _ => one.GetType() == other.GetType(),
    };
}
