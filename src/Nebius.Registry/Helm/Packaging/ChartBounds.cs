using Nebius.Registry.OS;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>
/// Where the links of a chart may lead: into the Git work tree of the chart, except for the files of Git itself; without a work tree, into
/// the chart. A chart often comes from others, and a link to files of this user would publish them.
/// </summary>
internal sealed class ChartBounds
{
    private readonly string _chart;
    private readonly WorkTree? _tree;

    private ChartBounds(string chart, string root)
    {
        (_chart, Root) = (chart, root);
        _tree = WorkTree.Of(root);
    }

    /// <summary>Gets the directory of the chart, without links.</summary>
    public string Root { get; }

    private string Limit => _tree?.Root ?? Root;

    /// <summary>Returns the bounds of a chart's directory.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="path">The directory, an absolute path.</param>
    /// <exception cref="NebiusRegistryException">The directory is a link that leads out of its bounds.</exception>
    public static ChartBounds OfDirectory(string chart, string path)
    {
        var real = OfNamed($"The chart {chart}", path);
        return Path.GetDirectoryName(real) is null
            ? throw ChartProblem.Invalid(chart, "it is the root of the file system")
            : new ChartBounds(chart, real);
    }

    /// <summary>Resolves the links of a path that the user named.</summary>
    /// <param name="subject">What the user named, as the start of a sentence.</param>
    /// <param name="path">An absolute path.</param>
    /// <returns>The path without links; it exists, unless the path had no link.</returns>
    /// <exception cref="NebiusRegistryException">A link leads out of its bounds, or nowhere.</exception>
    public static string OfNamed(string subject, string path)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        var real = RealPath.Of(path);
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return real;
        }

        if (WorkTree.Of(parent) is { } tree)
        {
            Check(subject, path, real, tree.Root, tree.IsGits(real));
        }
        else if (new FileInfo(path).LinkTarget is not null)
        {
            var beside = RealPath.Of(parent);
            Check(subject, path, real, WorkTree.IsTooWide(beside) ? path : beside, WorkTree.HasGit(real, beside));
        }

        return real == path || FileKind.Of(real) is not null ? real : throw ChartLinkProblem.LeadsNowhere(subject, path);
    }

    /// <summary>Checks where a link leads.</summary>
    /// <param name="link">The link, an absolute path.</param>
    /// <param name="target">The target, without links.</param>
    /// <exception cref="NebiusRegistryException">It leads out of the bounds.</exception>
    public void Check(string link, string target) =>
        Check($"The chart {_chart}", link, target, Limit, _tree?.IsGits(target) ?? WorkTree.HasGit(target, Root));

    private static void Check(string subject, string link, string target, string limit, bool isGits)
    {
        if (isGits)
        {
            throw ChartLinkProblem.LeadsIntoGit(subject, link, target);
        }

        if (!WorkTree.IsWithin(target, limit))
        {
            throw ChartLinkProblem.LeadsOut(subject, link, target, limit);
        }
    }
}

/// <summary>Turns paths that users named into absolute ones.</summary>
internal static class ChartPaths
{
    /// <summary>Returns an absolute path.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="path">A path.</param>
    /// <exception cref="NebiusRegistryException">It isn't a path.</exception>
    public static string Full(string chart, string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or IOException)
        {
            throw ChartProblem.Invalid(chart, $"'{path}' isn't a path");
        }
    }
}
