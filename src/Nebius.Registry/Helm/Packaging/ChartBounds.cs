using Nebius.Registry.OS;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>
/// How far the links of a chart may lead: anywhere in the chart's git work tree but git's own files, and without a work tree anywhere in
/// the chart. A chart is often somebody else's, and a link to this user's files would publish them.
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

    /// <summary>Gets the chart's directory, without links.</summary>
    public string Root { get; }

    private string Limit => _tree?.Root ?? Root;

    /// <summary>Finds the bounds of a chart's directory.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="path">Its directory, an absolute path.</param>
    /// <exception cref="NebiusRegistryException">The directory itself is reached by a link that leads too far.</exception>
    public static ChartBounds OfDirectory(string chart, string path)
    {
        var real = OfNamed($"The chart {chart}", path);
        return Path.GetDirectoryName(real) is null
            ? throw ChartProblem.Invalid(chart, "it is the root of the file system")
            : new ChartBounds(chart, real);
    }

    /// <summary>Follows the links of a path that the user named.</summary>
    /// <param name="subject">What the user named, as the beginning of a sentence.</param>
    /// <param name="path">An absolute path.</param>
    /// <returns>The path without links; there is something at its end, unless the path had no link.</returns>
    /// <exception cref="NebiusRegistryException">They lead too far, or nowhere.</exception>
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
    /// <param name="target">Where it leads, without links.</param>
    /// <exception cref="NebiusRegistryException">It leads too far.</exception>
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

/// <summary>Makes absolute paths of what users name.</summary>
internal static class ChartPaths
{
    /// <summary>Returns an absolute path.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="path">A path.</param>
    /// <exception cref="NebiusRegistryException">It is none.</exception>
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
