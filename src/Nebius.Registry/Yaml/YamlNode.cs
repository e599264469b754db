namespace Nebius.Registry.Yaml;

/// <summary>A node of a YAML document, with its position. It may hold a secret, so its text is never shown.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal abstract record YamlNode(long Line, long Column)
{
    /// <summary>Returns the position, never the text.</summary>
    public sealed override string ToString() => $"line {Line}, column {Column}";
}

/// <summary>A scalar; null for null or an empty value.</summary>
internal sealed record YamlText(string? Text, long Line, long Column) : YamlNode(Line, Column)
{
    /// <summary>Gets a value indicating whether it is the key that merges other mappings into its own: <c>&lt;&lt;</c>.</summary>
    public bool IsMerge { get; init; }
}

/// <summary>A mapping, its keys in the order of the document.</summary>
internal sealed record YamlMapping(IReadOnlyDictionary<string, YamlNode> Entries, long Line, long Column) : YamlNode(Line, Column);

/// <summary>A list.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, long Line, long Column) : YamlNode(Line, Column);
