using System.Text;
using Nebius.Registry.Helm.Metadata;
using Nebius.Registry.OS;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>
/// Lists the files of a chart's directory, without those in .helmignore. Links are followed within their bounds.
/// https://github.com/helm/helm/blob/v3.10.1/pkg/chart/loader/directory.go
/// </summary>
/// <param name="chart">The chart as the user named it.</param>
/// <param name="bounds">The directory, and the bounds of its links.</param>
/// <param name="budget">The limits of the chart.</param>
internal sealed class ChartDirectory(string chart, ChartBounds bounds, ChartBudget budget)
{
    private const int Deepest = 64;
    private const int LongestIgnoreFile = 256 * 1024;
    private const string Git = ".git";

    private readonly List<ChartFile> _files = [];

    /// <summary>Gets the links that were followed, for a note as in helm.</summary>
    public List<string> Links { get; } = [];

    /// <summary>Lists the files, sorted by name.</summary>
    /// <exception cref="NebiusRegistryException">It isn't a chart, or has files that can't be packed.</exception>
    public IReadOnlyList<ChartFile> List()
    {
        try
        {
            if (!Path.Exists(Path.Join(bounds.Root, ChartMetadataReader.ChartFile)))
            {
                throw ChartProblem.Invalid(chart, $"there is no {ChartMetadataReader.ChartFile} in {bounds.Root}");
            }

            Walk(bounds.Root, string.Empty, ChartIgnoreRules.Parse(chart, ReadIgnoreFile(), budget), [bounds.Root]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ChartProblem.Unreadable(chart, error);
        }

        return [.. _files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private string ReadIgnoreFile()
    {
        var path = Path.Join(bounds.Root, ChartIgnoreRules.File);
        if (FileKind.Of(path) is null)
        {
            return string.Empty;
        }

        var real = RealPath.Of(path);
        if (real != path)
        {
            bounds.Check(path, real);
        }

        using var file = Regular(real, ChartIgnoreRules.File).Open();
        if (file.Length > LongestIgnoreFile)
        {
            throw ChartProblem.TooLarge(chart, $"{ChartIgnoreRules.File} is longer than {LongestIgnoreFile / 1024} KiB");
        }

        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private void Walk(string directory, string prefix, ChartIgnoreRules rules, List<string> above)
    {
        if (above.Count > Deepest)
        {
            throw ChartProblem.TooLarge(chart, $"its directories are more than {Deepest} deep at {prefix}");
        }

        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            budget.AddEntry();
            var name = prefix + entry.Name;
            var isLink = entry.LinkTarget is not null;
            var real = isLink ? RealPath.Of(entry.FullName) : entry.FullName;
            var sort = FileKind.Of(real)
                ?? throw (isLink ? ChartLinkProblem.LeadsNowhere($"The chart {chart}", name) : RegularFile.Changed(real));
            if (!rules.Ignores(name, sort.IsDirectory))
            {
                Take(entry, name, real, sort, rules, above);
            }
        }
    }

    private void Take(FileSystemInfo entry, string name, string real, FileKind sort, ChartIgnoreRules rules, List<string> above)
    {
        if (entry.LinkTarget is not null)
        {
            bounds.Check(entry.FullName, real);
            Links.Add(name);
        }
        else if (sort.IsDirectory && entry.Name.Equals(Git, StringComparison.OrdinalIgnoreCase))
        {
            throw ChartLinkProblem.LeadsIntoGit($"The chart {chart}", entry.FullName, real);
        }

        if (!sort.IsDirectory)
        {
            _files.Add(Regular(real, name));
            return;
        }

        if (above.Contains(real))
        {
            throw ChartProblem.TooLarge(chart, $"the link at {name} leads in a circle");
        }

        Walk(real, $"{name}/", rules, [.. above, real]);
    }

    private static ChartFile Regular(string real, string name)
    {
        RegularFile.Require(real);
        return new ChartFile(name, real, new FileInfo(real).Length);
    }
}

/// <summary>A file of a chart.</summary>
/// <param name="Name">The path in the chart, with <c>/</c>.</param>
/// <param name="Path">The path on disk, without links.</param>
/// <param name="Length">The length in bytes; it is an error when the file has changed its length.</param>
internal sealed record ChartFile(string Name, string Path, long Length)
{
    /// <summary>Opens the file.</summary>
    /// <exception cref="NebiusRegistryException">It isn't a regular file any more, or has another length.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public Stream Open() => RegularFile.OpenExact(Path, Length);
}
