using Microsoft.Build.Framework;
using Nebius.Registry.Diagnostics;
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
    public async Task<ChartPackage> PackAsync(string outputDirectory, CancellationToken cancellationToken)
    {
        if (File.Exists(FullPath))
        {
            return AsAsked(await ChartPackage.OpenAsync(FullPath, cancellationToken).ConfigureAwait(false));
        }

        if (!Directory.Exists(FullPath))
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartInvalid, $"The chart {FullPath} (NebiusHelmChart Include=\"{item.ItemSpec}\") is neither a directory nor a file. Correct the path; it starts in the project's directory.");
        }

        var request = new ChartPackageRequest
        {
            Directory = FullPath,
            OutputDirectory = outputDirectory,
            Version = VersionOf("Version"),
            AppVersion = VersionOf("AppVersion"),
        };
        return await ChartPackager.PackageAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private string? VersionOf(string name) => item.GetMetadata(name).Trim() switch
    {
        "" => string.IsNullOrWhiteSpace(projectVersion) ? null : projectVersion.Trim(),
        OfTheChart => null,
        var version => version,
    };

    private ChartPackage AsAsked(ChartPackage package)
    {
        var asked = item.GetMetadata("Version").Trim();
        return asked is "" or OfTheChart || asked == package.Metadata.Version
            ? package
            : throw new NebiusRegistryException(
                MessageCodes.ChartInvalid,
                $"The packed chart {FullPath} has the version {package.Metadata.Version}, and its item asks for {asked}. A package stays as it is: name the chart's directory, or drop Version.");
    }
}
