namespace Nebius.Registry.Helm;

/// <summary>What a Chart.yaml says of its chart, as helm understands it: https://helm.sh/docs/topics/charts/#the-chartyaml-file</summary>
public sealed record ChartMetadata
{
    /// <summary>Gets <c>v1</c> or <c>v2</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Gets the name, which is the last segment of its repository.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version, a SemVer.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the version of what the chart installs; may be empty.</summary>
    public string AppVersion { get; init; } = string.Empty;

    /// <summary>Gets what the chart is; may be empty.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Gets <c>application</c> or <c>library</c>; may be empty, which is the first.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>Gets the charts that it needs; of a v1 chart those of its requirements.yaml.</summary>
    internal IReadOnlyList<ChartDependency> Dependencies { get; init; } = [];

    /// <summary>Gets the tag that helm gives it in a registry: a tag has no <c>+</c>, see https://helm.sh/docs/topics/registries/.</summary>
    public string Tag => Version.Replace('+', '_');

    internal string Home { get; init; } = string.Empty;

    internal IReadOnlyList<string> Sources { get; init; } = [];

    internal IReadOnlyList<string> Keywords { get; init; } = [];

    internal IReadOnlyList<ChartMaintainer> Maintainers { get; init; } = [];

    internal string Icon { get; init; } = string.Empty;

    internal string Condition { get; init; } = string.Empty;

    internal string Tags { get; init; } = string.Empty;

    internal bool Deprecated { get; init; }

    internal IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    internal string KubeVersion { get; init; } = string.Empty;
}

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

/// <summary>Somebody who looks after a chart. Each part may be empty.</summary>
/// <param name="Name">Who.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Url">The web page.</param>
internal sealed record ChartMaintainer(string Name, string Email, string Url);
