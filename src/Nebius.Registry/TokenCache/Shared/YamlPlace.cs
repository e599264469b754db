namespace Nebius.Registry.TokenCache.Shared;

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
