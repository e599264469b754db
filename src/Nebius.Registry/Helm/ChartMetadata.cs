namespace Nebius.Registry.Helm;

/// <summary>The content of a Chart.yaml, as helm reads it: https://helm.sh/docs/topics/charts/#the-chartyaml-file</summary>
public sealed record ChartMetadata
{
    /// <summary>Gets <c>v1</c> or <c>v2</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Gets the name, which is the last segment of the repository.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version, a SemVer.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the version of the application; may be empty.</summary>
    public string AppVersion { get; init; } = string.Empty;

    /// <summary>Gets the description; may be empty.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Gets <c>application</c> or <c>library</c>; empty means <c>application</c>.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>Gets the dependencies; of a v1 chart those in requirements.yaml.</summary>
    internal IReadOnlyList<ChartDependency> Dependencies { get; init; } = [];

    /// <summary>Gets the tag in a registry, which has <c>_</c> for <c>+</c>: https://helm.sh/docs/topics/registries/</summary>
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

/// <summary>A dependency of a chart.</summary>
internal sealed record ChartDependency
{
    /// <summary>Gets the name of the chart.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version or the range of versions; may be empty.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>Gets the repository that it comes from; may be empty.</summary>
    public string Repository { get; init; } = string.Empty;

    /// <summary>Gets the values that enable it; may be empty.</summary>
    internal string Condition { get; init; } = string.Empty;

    /// <summary>Gets its tags.</summary>
    internal IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets a value indicating whether it is enabled.</summary>
    internal bool Enabled { get; init; }

    /// <summary>Gets the values that the parent imports, as in the YAML: texts, numbers, flags, lists and mappings.</summary>
    internal IReadOnlyList<object?> ImportValues { get; init; } = [];

    /// <summary>Gets the alias; may be empty.</summary>
    internal string Alias { get; init; } = string.Empty;
}

/// <summary>A maintainer of a chart. Each part may be empty.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Url">The web page.</param>
internal sealed record ChartMaintainer(string Name, string Email, string Url);
