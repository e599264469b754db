using Microsoft.Build.Framework;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Build.Tasks;

/// <summary>A NebiusHelmChart item: a chart's directory, or a packed chart.</summary>
/// <param name="item">The item.</param>
/// <param name="projectVersion">The project's version; empty when it has none.</param>
internal sealed class ChartItem(ITaskItem item, string? projectVersion)
{
    // Keeps the version that the chart's own file has.
    private const string OfTheChart = "Chart.yaml";

    /// <summary>Gets the repository that was asked for; empty for the default.</summary>
    public string Repository => item.GetMetadata(nameof(Repository));

    private string FullPath => item.GetMetadata("FullPath");

    /// <summary>Packs a directory; a packed chart is taken as it is.</summary>
    public Task<ChartPackage> PackAsync(string outputDirectory, CancellationToken cancellationToken) =>
        ChartSource.PackAsync(FullPath, outputDirectory, VersionOf("Version"), VersionOf("AppVersion"), cancellationToken);

    // A packed chart has its versions, whatever the project's is.
    private string? VersionOf(string name) => item.GetMetadata(name).Trim() switch
    {
        "" => string.IsNullOrWhiteSpace(projectVersion) || File.Exists(FullPath) ? null : projectVersion.Trim(),
        OfTheChart => null,
        var version => version,
    };
}
