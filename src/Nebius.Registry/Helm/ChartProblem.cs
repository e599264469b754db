using Nebius.Registry.Helm.Packaging;
using YamlDotNet.Core;

namespace Nebius.Registry.Helm;

/// <summary>Errors about a chart that can't be used.</summary>
internal static class ChartProblem
{
    // The text of YamlDotNet.
    private const string DuplicateKey = "duplicate key";

    /// <summary>A chart isn't valid for helm.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is wrong, as the end of a sentence.</param>
    public static NebiusRegistryException Invalid(string chart, string problem) => new(
        MessageCodes.ChartInvalid,
        $"The chart {Redactor.Name(chart)} can't be used: {Redactor.Name(problem)}. Check it with helm:\n"
        + $"  helm lint {Redactor.Name(chart)}");

    /// <summary>A file in a chart isn't valid YAML.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="file">The file.</param>
    /// <param name="problem">The exception of the parser. Its message may quote the file, so only the position is shown.</param>
    public static NebiusRegistryException NoYaml(string chart, string file, Exception problem)
    {
        var place = (problem as YamlException)?.Start ?? Mark.Empty;
        if (problem is YamlException && problem.Message.Contains(DuplicateKey, StringComparison.OrdinalIgnoreCase))
        {
            return new NebiusRegistryException(
                MessageCodes.ChartInvalid,
                $"The chart {Redactor.Name(chart)} can't be used: {Redactor.Name(file)} has the same key twice (line {place.Line}, "
                + $"column {place.Column}). Helm would silently use the last one. Remove one of the two.");
        }

        return Invalid(chart, $"{file} isn't valid YAML (line {Math.Max(1, place.Line)}, column {Math.Max(1, place.Column)})");
    }

    /// <summary>Tells whether an exception means invalid YAML: the parser throws more types than it documents.</summary>
    public static bool IsOfYaml(Exception problem) => problem is YamlException or InvalidOperationException or ArgumentException
        or InvalidCastException or IndexOutOfRangeException or NullReferenceException or FormatException or OverflowException;

    /// <summary>The version for a package isn't valid.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="version">The version.</param>
    public static NebiusRegistryException InvalidVersion(string chart, string version) => new(
        MessageCodes.ChartInvalid,
        $"The version '{Redactor.Value(version)}' of the chart {Redactor.Name(chart)} isn't a SemVer version. Expected: a version such "
        + $"as 1.2.3.{CommandsToType.SourceOfChartVersion} Set it:\n  {CommandsToType.SetChartVersion()}");

    /// <summary>A chart exceeds a limit.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is too large, as the end of a sentence.</param>
    public static NebiusRegistryException TooLarge(string chart, string problem) => new(
        MessageCodes.ChartInvalid,
        $"The chart {Redactor.Name(chart)} can't be used: {Redactor.Name(problem)}. Exclude the files that it doesn't need: list them in "
        + $"{ChartIgnoreRules.File}.");

    /// <summary>A file of a chart can't be read.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="error">The error; its message names the file, without its content.</param>
    public static NebiusRegistryException Unreadable(string chart, Exception error) => new(
        MessageCodes.ChartNotWritten,
        $"Can't read the chart {Redactor.Name(chart)}: {Redactor.Name(error.Message)} Check its permissions:\n"
        + $"  {Shell.Current.ListFolder(Redactor.Name(chart))}");

    /// <summary>A package can't be written.</summary>
    /// <param name="package">The package.</param>
    /// <param name="error">The error; it may name one of the chart's files.</param>
    public static NebiusRegistryException NotWritten(string package, Exception error) => new(
        MessageCodes.ChartNotWritten,
        $"Can't write the packed chart {Redactor.Name(package)}: {Redactor.Name(error.Message)} Check its directory and the free space:\n"
        + $"  {Shell.Current.ShowFreeSpace(Redactor.Name(Path.GetDirectoryName(package)))}");

    /// <summary>An archive has a path that leads out of the directory that it is unpacked to.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is wrong, as the end of a sentence.</param>
    public static NebiusRegistryException Unsafe(string chart, string problem) => new(
        MessageCodes.ChartUnsafe,
        $"The chart {Redactor.Name(chart)} isn't safe to unpack: {Redactor.Name(problem)}. Name the chart's directory instead, or pack it "
        + "again:\n"
        + "  helm package <directory>");
}

/// <summary>Errors about links in a chart.</summary>
internal static class ChartLinkProblem
{
    /// <summary>A link leads out of its bounds.</summary>
    /// <param name="chart">The chart, or the file, as the user named it.</param>
    /// <param name="link">The link.</param>
    /// <param name="target">The target.</param>
    /// <param name="limit">The directory that it may not leave.</param>
    public static NebiusRegistryException LeadsOut(string chart, string link, string target, string limit) => new(
        MessageCodes.LinkLeadsOut,
        $"{chart} can't be used: the link '{link}' leads to '{target}', outside of '{limit}'. Nothing was read from there. "
        + $"If it belongs to the chart, replace the link with it:\n  cp -R --remove-destination '{target}' '{link}'");

    /// <summary>A link, or the chart itself, leads into the directory of Git.</summary>
    /// <param name="chart">The chart, or the file, as the user named it.</param>
    /// <param name="path">The link or directory.</param>
    /// <param name="target">The target.</param>
    public static NebiusRegistryException LeadsIntoGit(string chart, string path, string target) => new(
        MessageCodes.LinkLeadsOut,
        $"{chart} can't be used: '{path}' leads to '{target}', git's own directory, which may hold a token. Nothing was read from there. "
        + $"Remove the link, or exclude it from the chart:\n  echo '{Path.GetFileName(path)}' >> {ChartIgnoreRules.File}");

    /// <summary>A link leads nowhere.</summary>
    /// <param name="chart">The chart, or the file, as the user named it.</param>
    /// <param name="link">The link.</param>
    public static NebiusRegistryException LeadsNowhere(string chart, string link) => new(
        MessageCodes.ChartInvalid,
        $"{chart} can't be used: the link {link} leads nowhere. Correct or remove it. To see where it leads:\n  readlink '{link}'");
}
