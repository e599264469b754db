using System.Text;
using Nebius.Registry.Caching;
using Nebius.Registry.Caching.Unix;

namespace Nebius.Registry.Helm;

/// <summary>
/// The files of a chart's directory that belong to the chart: those that .helmignore does not leave out, links followed.
/// https://github.com/helm/helm/blob/v3.10.1/pkg/chart/loader/directory.go
/// </summary>
/// <param name="chart">The chart as the user named it.</param>
/// <param name="root">The directory, an absolute path.</param>
internal sealed class ChartDirectory(string chart, string root)
{
    // Far above what any chart has: a link that leads to its own parent would never come to an end.
    private const int Deepest = 64;
    private const int MostFiles = 100_000;

    private readonly List<ChartFile> _files = [];

    /// <summary>Gets the links that were followed; helm tells of them, too.</summary>
    public List<string> Links { get; } = [];

    /// <summary>Lists the files, in the order of their names.</summary>
    /// <exception cref="NebiusRegistryException">It is no chart, or has what no archive can hold.</exception>
    public IReadOnlyList<ChartFile> List()
    {
        try
        {
            if (!File.Exists(Path.Join(root, ChartMetadataReader.ChartFile)))
            {
                throw ChartProblem.Invalid(chart, $"there is no {ChartMetadataReader.ChartFile} in {root}");
            }

            var ignored = Path.Join(root, ChartIgnoreRules.File);
            var rules = ChartIgnoreRules.Parse(chart, File.Exists(ignored) ? File.ReadAllText(ignored, Encoding.UTF8) : string.Empty);
            Walk(new DirectoryInfo(root), string.Empty, rules, 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ChartProblem.Unreadable(chart, error);
        }

        return [.. _files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private void Walk(DirectoryInfo directory, string prefix, ChartIgnoreRules rules, int depth)
    {
        if (depth > Deepest)
        {
            throw ChartProblem.TooLarge(chart, $"a link at {prefix} leads in a circle, or its directories are more than {Deepest} deep");
        }

        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            var name = prefix + entry.Name;
            var target = Target(entry, name);
            var isDirectory = target is DirectoryInfo;
            if (rules.Ignores(name, isDirectory))
            {
                continue;
            }

            if (target is DirectoryInfo below)
            {
                Walk(below, $"{name}/", rules, depth + 1);
                continue;
            }

            _files.Add(Regular(target, name));
            if (_files.Count > MostFiles)
            {
                throw ChartProblem.TooLarge(chart, $"it has more than {MostFiles} files");
            }
        }
    }

    private FileSystemInfo Target(FileSystemInfo entry, string name)
    {
        if (entry.LinkTarget is null)
        {
            return entry;
        }

        Links.Add(name);
        return entry.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target
            ? target
            : throw ChartProblem.Invalid(chart, $"the link {name} leads nowhere");
    }

    // Opening a pipe would wait for somebody to write into it.
    private ChartFile Regular(FileSystemInfo file, string name)
    {
        try
        {
            return OperatingSystem.IsWindows() || FileFacts.Of(file.FullName) is { IsRegularFile: true }
                ? new ChartFile(name, file.FullName)
                : throw ChartProblem.Invalid(chart, $"{name} is no regular file");
        }
        catch (CacheTroubleException)
        {
            throw ChartProblem.Unreadable(chart, new IOException($"What {name} is cannot be told here."));
        }
    }
}
