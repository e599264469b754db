using Nebius.Registry.Helm.Packaging;
using YamlDotNet.Core;

namespace Nebius.Registry.Helm;

/// <summary>The errors about a chart that cannot be used.</summary>
internal static class ChartProblem
{
    /// <summary>Something in a chart is not as helm wants it.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is wrong, as the end of a sentence.</param>
    public static NebiusRegistryException Invalid(string chart, string problem) => new(
        MessageCodes.ChartInvalid, $"The chart {Redactor.Name(chart)} cannot be used: {Redactor.Name(problem)}. Helm refuses it, too; 'helm lint {Redactor.Name(chart)}' tells more.");

    /// <summary>A file in a chart is no YAML.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="file">The file.</param>
    /// <param name="problem">What the parser threw. Its own words may quote the file, so that only the place is told.</param>
    public static NebiusRegistryException NoYaml(string chart, string file, Exception problem)
    {
        var place = (problem as YamlException)?.Start ?? Mark.Empty;
        return Invalid(chart, $"{file} is no YAML (line {Math.Max(1, place.Line)}, column {Math.Max(1, place.Column)})");
    }

    /// <summary>Tells whether an exception is about a text that is no YAML: the parser throws more kinds than it says.</summary>
    public static bool IsOfYaml(Exception problem) => problem is YamlException or InvalidOperationException or ArgumentException
        or InvalidCastException or IndexOutOfRangeException or NullReferenceException or FormatException or OverflowException;

    /// <summary>The version that a chart is to be packed with is none.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="version">The version.</param>
    public static NebiusRegistryException InvalidVersion(string chart, string version) => new(
        MessageCodes.ChartInvalid,
        $"The chart {Redactor.Name(chart)} is to be packed with the version '{Redactor.Value(version)}', which is no SemVer, such as 1.2.3. In a build that is the project's Version, "
        + $"unless the item says otherwise: <NebiusHelmChart Include=\"...\" Version=\"1.2.3\" />");

    /// <summary>A chart is larger than is good.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is too large, as the end of a sentence.</param>
    public static NebiusRegistryException TooLarge(string chart, string problem) => new(
        MessageCodes.ChartInvalid, $"The chart {Redactor.Name(chart)} cannot be used: {Redactor.Name(problem)}. Leave out by {ChartIgnoreRules.File} what it does not need.");

    /// <summary>A file of a chart cannot be read.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="error">Why. The framework's own words name the file, and nothing in it.</param>
    public static NebiusRegistryException Unreadable(string chart, Exception error) => new(
        MessageCodes.ChartNotWritten, $"The chart {Redactor.Name(chart)} cannot be read: {Redactor.Name(error.Message)} Give this user the right to read it: ls -la {Redactor.Name(chart)}");

    /// <summary>A package cannot be written.</summary>
    /// <param name="package">The package.</param>
    /// <param name="error">Why; it may be about one of the chart's files, and names it then.</param>
    public static NebiusRegistryException NotWritten(string package, Exception error) => new(
        MessageCodes.ChartNotWritten, $"The package {Redactor.Name(package)} cannot be written: {Redactor.Name(error.Message)} See its directory, and whether the disk is full: df -h {Redactor.Name(Path.GetDirectoryName(package))}");

    /// <summary>An archive has a name that could lead out of the directory that it is unpacked in.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is wrong, as the end of a sentence.</param>
    public static NebiusRegistryException Unsafe(string chart, string problem) => new(
        MessageCodes.ChartUnsafe, $"The chart {Redactor.Name(chart)} is not used: {Redactor.Name(problem)}. Make the archive anew with 'helm package', or name the chart's directory.");
}

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
