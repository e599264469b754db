using Nebius.Registry.Helm.Metadata;

namespace Nebius.Registry.Helm;

/// <summary>Returns a package for a chart that a user named: a directory, or a packed chart.</summary>
internal static class ChartSource
{
    /// <summary>Packs a directory; a packed chart is used as it is.</summary>
    /// <param name="path">The directory with Chart.yaml, that file itself, or the archive.</param>
    /// <param name="outputDirectory">The output directory for the package of a directory.</param>
    /// <param name="version">The version for the package; null for that of the chart.</param>
    /// <param name="appVersion">The version of the application; null for that of the chart.</param>
    /// <param name="cancellationToken">Ends the packing.</param>
    /// <returns>The package.</returns>
    /// <exception cref="NebiusRegistryException">The chart doesn't exist, can't be used, or is packed with another version.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<ChartPackage> PackAsync(
        string path, string outputDirectory, string? version, string? appVersion, CancellationToken cancellationToken)
    {
        path = Locate(path);
        if (File.Exists(path))
        {
            var package = await ChartPackage.OpenAsync(path, cancellationToken).ConfigureAwait(false);
            Require(path, "version", version, package.Metadata.Version);
            Require(path, "appVersion", appVersion, package.Metadata.AppVersion);
            return package;
        }

        if (!Directory.Exists(path))
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartInvalid,
                $"The chart {Redactor.Value(path)} doesn't exist. Correct the path, or create the chart:\n"
                + $"  helm create {Redactor.Value(path)}");
        }

        var request = new ChartPackageRequest
        {
            Directory = path,
            OutputDirectory = outputDirectory,
            Version = version,
            AppVersion = appVersion,
        };
        return await ChartPackager.PackageAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the chart that a path names: for its Chart.yaml, the directory.</summary>
    public static string Locate(string path) =>
        Path.GetFileName(path) == ChartMetadataReader.ChartFile && File.Exists(path) ? Path.GetDirectoryName(path)! : path;

    private static void Require(string path, string name, string? wanted, string found)
    {
        if (wanted is not null && wanted != found)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartInvalid,
                $"The packed chart {Redactor.Name(path)} has the {name} '{Redactor.Name(found)}', but '{Redactor.Value(wanted)}' is set "
                + $"for it. A packed chart can't be changed: name the chart's directory, or don't set the {name}.");
        }
    }
}
