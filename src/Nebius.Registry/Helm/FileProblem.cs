using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Helm;

/// <summary>The errors about a path where a chart's file is expected.</summary>
internal static class FileProblem
{
    /// <summary>There is something else in a file's place.</summary>
    /// <param name="path">The path.</param>
    /// <param name="found">What is there.</param>
    public static NebiusRegistryException NotRegular(string path, FileSort found) => new(
        MessageCodes.NotARegularFile,
        $"'{path}' is {found.Words}, not a regular file, so it wasn't opened. Put a regular file there, or name another path. "
        + $"To see what it is, type: ls -ld '{path}'");

    /// <summary>A file is not what it was when the work began.</summary>
    /// <param name="path">The path.</param>
    public static NebiusRegistryException Changed(string path) => new(
        MessageCodes.ChartFileChanged,
        $"'{path}' changed while it was being read. Start again when nothing writes to it any more. To see what does, type: fuser -v '{path}'");

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
