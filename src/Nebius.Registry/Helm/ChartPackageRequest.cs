namespace Nebius.Registry.Helm;

/// <summary>How a chart is packed.</summary>
public sealed record ChartPackageRequest
{
    /// <summary>Gets the chart's directory, the one with Chart.yaml.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets the directory that gets <c>&lt;name&gt;-&lt;version&gt;.tgz</c>; it is made when it is not there.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Gets the version that the packed chart has; null for the one of Chart.yaml.</summary>
    public string? Version { get; init; }

    /// <summary>Gets the version of the application that the packed chart has; null for the one of Chart.yaml.</summary>
    public string? AppVersion { get; init; }
}
