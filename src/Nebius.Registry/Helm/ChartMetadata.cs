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
