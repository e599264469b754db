namespace Nebius.Registry.Helm;

/// <summary>Makes a package of what a user names as a chart: a directory, or a packed chart.</summary>
internal static class ChartSource
{
    /// <summary>Packs a directory; a packed chart is taken as it is.</summary>
    /// <param name="path">The directory, the one with Chart.yaml, or the archive.</param>
    /// <param name="outputDirectory">The directory that gets the package of a directory.</param>
    /// <param name="version">The version that is wanted; null for the chart's own.</param>
    /// <param name="appVersion">The version of the application that is wanted; null for the chart's own.</param>
    /// <param name="cancellationToken">Ends the packing.</param>
    /// <returns>The package.</returns>
    /// <exception cref="NebiusRegistryException">There is no such chart, it cannot be used, or an archive has another version than is wanted.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<ChartPackage> PackAsync(
        string path, string outputDirectory, string? version, string? appVersion, CancellationToken cancellationToken)
    {
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
                MessageCodes.ChartInvalid, $"The chart {Redactor.Value(path)} is neither a directory nor a file. Correct the path; 'helm create {Redactor.Value(path)}' would make one.");
        }

        var request = new ChartPackageRequest { Directory = path, OutputDirectory = outputDirectory, Version = version, AppVersion = appVersion };
        return await ChartPackager.PackageAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static void Require(string path, string name, string? wanted, string found)
    {
        if (wanted is not null && wanted != found)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartInvalid,
                $"The packed chart {Redactor.Name(path)} has the {name} '{Redactor.Name(found)}', and '{Redactor.Value(wanted)}' is asked for. A package stays as it is: name the chart's directory, or ask for no {name}.");
        }
    }
}
