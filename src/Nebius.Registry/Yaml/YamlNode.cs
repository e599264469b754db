namespace Nebius.Registry.Yaml;

/// <summary>A piece of a YAML document, and where it stands. It may hold a secret, and so is never shown.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal abstract record YamlNode(long Line, long Column)
{
    /// <summary>Shows the place, never the text.</summary>
    public sealed override string ToString() => $"line {Line}, column {Column}";
}

/// <summary>A text; null when the document says null, or nothing.</summary>
internal sealed record YamlText(string? Text, long Line, long Column) : YamlNode(Line, Column);

/// <summary>A mapping, its keys in the order of the document.</summary>
internal sealed record YamlMapping(IReadOnlyDictionary<string, YamlNode> Entries, long Line, long Column) : YamlNode(Line, Column);

/// <summary>A list, of which nothing is kept: no setting of ours is one.</summary>
internal sealed record YamlList(long Line, long Column) : YamlNode(Line, Column);
