using System.Globalization;
using Nebius.Registry.Helm.Metadata;
using Nebius.Registry.Helm.Packaging;
using Nebius.Registry.OS;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>
/// Packs charts as <c>helm package</c> does, but without helm: the same checks, .helmignore, links and subcharts. The files of the chart
/// are not changed.
/// </summary>
public static class ChartPackager
{
    // The limit of helm since 3.17.3 (CVE-2025-32386).
    private const long LargestFile = 5 * 1024 * 1024;
    private const int MostLinksShown = 10;

    /// <summary>Packs a chart.</summary>
    /// <param name="request">The chart and the output directory.</param>
    /// <param name="cancellationToken">Ends the packing; no file is left behind.</param>
    /// <returns>The package.</returns>
    /// <exception cref="NebiusRegistryException">
    /// Helm would refuse the chart, a dependency is missing in <c>charts</c>, or the archive can't be written.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static Task<ChartPackage> PackageAsync(ChartPackageRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ChartWork.Run(request.Directory, () => Pack(request, cancellationToken));
    }

    private static ChartPackage Pack(ChartPackageRequest request, CancellationToken cancellationToken)
    {
        var chart = request.Directory;
        if (request.Version is { } version && !ChartMetadataReader.IsVersion(version))
        {
            throw ChartProblem.InvalidVersion(chart, version);
        }

        var budget = new ChartBudget(chart, cancellationToken);
        var directory = new ChartDirectory(chart, ChartBounds.OfDirectory(chart, ChartPaths.Full(chart, chart)), budget);
        var files = directory.List();
        CheckSize(chart, files);
        var contents = new ChartContents(chart, budget);
        foreach (var file in files)
        {
            contents.Add(file.Name, file.Open);
        }

        var written = contents.Check();
        var metadata = written with { Version = request.Version ?? written.Version, AppVersion = request.AppVersion ?? written.AppVersion };
        CheckDependencies(chart, metadata, contents.SubchartNames);
        var path = Path.Join(ChartPaths.Full(chart, request.OutputDirectory), $"{metadata.Name}-{metadata.Version}.tgz");
        var packed = files.Where(file => !ChartContents.IsLeftOut(file.Name));
        var text = ChartText.With(chart, contents.ChartText, metadata, budget);
        Write(path, metadata, text, packed, cancellationToken);
        return new ChartPackage(BlobFile.Read(RealPath.Of(path), cancellationToken))
        {
            Path = path,
            Metadata = metadata,
            Notes = [.. Notes(chart, directory.Links, files)],
        };
    }

    private static void CheckSize(string chart, IReadOnlyList<ChartFile> files)
    {
        const int Mebi = 1024 * 1024;
        var size = files.Sum(file => file.Length);
        if (size > ChartBudget.Unpacked)
        {
            throw ChartProblem.TooLarge(chart,
                $"it has {size / Mebi} MiB, and helm 3.17.3 and later unpacks at most {ChartBudget.Unpacked / Mebi} MiB");
        }
    }

    private static void CheckDependencies(string chart, ChartMetadata metadata, IReadOnlyList<string> subcharts)
    {
        var missing = metadata.Dependencies.Select(dependency => dependency.Name).Except(subcharts).ToList();
        if (missing.Count > 0)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartDependencyMissing,
                $"The chart {chart} depends on {string.Join(", ", missing)}, which {(missing.Count == 1 ? "isn't" : "aren't")} in its "
                + $"charts directory. Add {(missing.Count == 1 ? "it" : "them")}:\n"
                + $"  helm dependency build {chart}");
        }
    }

    private static void Write(
        string path, ChartMetadata metadata, string chartText, IEnumerable<ChartFile> files, CancellationToken cancellationToken)
    {
        // Under a temporary name until it is complete: several builds may pack the same chart at once.
        var directory = Path.GetDirectoryName(path)!;
        var unfinished = Path.Join(directory, Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(directory);
            using (var archive = new FileStream(unfinished, FileMode.CreateNew))
            {
                ChartArchiveWriter.Write(archive, metadata.Name, chartText, files, cancellationToken);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ChartProblem.NotWritten(path, error);
        }
        finally
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    private static IEnumerable<string> Notes(string chart, List<string> links, IReadOnlyList<ChartFile> files)
    {
        if (links.Count > 0)
        {
            var more = links.Count > MostLinksShown ? $" and {links.Count - MostLinksShown} more" : string.Empty;
            var shown = string.Join(", ", links.Take(MostLinksShown));
            yield return $"{chart} has links, and what they lead to is in the package: {shown}{more}";
        }

        foreach (var file in files.Where(file => file.Length > LargestFile))
        {
            var size = string.Create(CultureInfo.InvariantCulture, $"{file.Length / 1024.0 / 1024:0.#} MiB");
            yield return $"{file.Name} in {chart} has {size}: helm loads no chart with a file above 5 MiB since 3.17.3";
        }
    }
}

/// <summary>The options for packing a chart.</summary>
public sealed record ChartPackageRequest
{
    /// <summary>Gets the directory of the chart, with Chart.yaml in it.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets the output directory for <c>&lt;name&gt;-&lt;version&gt;.tgz</c>; it is created if it doesn't exist.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Gets the version of the packed chart; null for the one in Chart.yaml.</summary>
    public string? Version { get; init; }

    /// <summary>Gets the version of the application; null for the one in Chart.yaml.</summary>
    public string? AppVersion { get; init; }
}
