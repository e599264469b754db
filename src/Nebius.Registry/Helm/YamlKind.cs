namespace Nebius.Registry.Helm;

/// <summary>What a part of a YAML file is.</summary>
internal enum YamlKind
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A text, number or flag.</summary>
    Text,

    /// <summary>A list.</summary>
    List,

    /// <summary>A mapping.</summary>
    Mapping,
}
