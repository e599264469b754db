namespace Nebius.Registry.Helm;

/// <summary>The errors about links in a chart.</summary>
internal static class ChartLinkProblem
{
    /// <summary>A link leads to where no chart's link may lead.</summary>
    /// <param name="chart">The chart, or the file, as the user named it.</param>
    /// <param name="link">The link.</param>
    /// <param name="target">Where it leads.</param>
    /// <param name="limit">Where it may lead.</param>
    public static NebiusRegistryException LeadsOut(string chart, string link, string target, string limit) => new(
        MessageCodes.LinkLeadsOut,
        $"{chart} can't be used: the link '{link}' leads to '{target}', outside of '{limit}', and nothing was read from there. "
        + $"If it belongs to the chart, put it in the link's place: cp -R --remove-destination '{target}' '{link}'");

    /// <summary>A link, or the chart itself, leads into git's own directory.</summary>
    /// <param name="chart">The chart, or the file, as the user named it.</param>
    /// <param name="path">The link or directory.</param>
    /// <param name="target">Where it leads.</param>
    public static NebiusRegistryException LeadsIntoGit(string chart, string path, string target) => new(
        MessageCodes.LinkLeadsOut,
        $"{chart} can't be used: '{path}' leads to '{target}', git's own directory, which may hold a token. Nothing was read from there. "
        + $"Remove the link, or leave it out of the chart: echo '{Path.GetFileName(path)}' >> {ChartIgnoreRules.File}");

    /// <summary>A link leads nowhere.</summary>
    /// <param name="chart">The chart, or the file, as the user named it.</param>
    /// <param name="link">The link.</param>
    public static NebiusRegistryException LeadsNowhere(string chart, string link) => new(
        MessageCodes.ChartInvalid,
        $"{chart} can't be used: the link {link} leads nowhere. Correct or remove it. To see where it leads, type: readlink '{link}'");
}
