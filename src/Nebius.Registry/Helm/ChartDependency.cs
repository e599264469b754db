namespace Nebius.Registry.Helm;

/// <summary>A chart that another one needs.</summary>
internal sealed record ChartDependency
{
    /// <summary>Gets the name of the chart.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version or the range of versions; may be empty.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>Gets where it comes from; may be empty.</summary>
    public string Repository { get; init; } = string.Empty;

    /// <summary>Gets the values that switch it on; may be empty.</summary>
    internal string Condition { get; init; } = string.Empty;

    /// <summary>Gets its tags.</summary>
    internal IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets a value indicating whether it is said to be on.</summary>
    internal bool Enabled { get; init; }

    /// <summary>Gets the values that come up to the parent, as they stand in the YAML: texts, numbers, flags, lists and mappings.</summary>
    internal IReadOnlyList<object?> ImportValues { get; init; } = [];

    /// <summary>Gets the other name that it goes by; may be empty.</summary>
    internal string Alias { get; init; } = string.Empty;
}
