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
        $"The chart {Redactor.Name(chart)} cannot be used: {Redactor.Name(problem)}. Helm refuses it, too; 'helm lint "
        + $"{Redactor.Name(chart)}' tells more.");

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
                + $"column {place.Column}). Helm would silently take the last one. Remove one of the two.");
        }

        return Invalid(chart, $"{file} is no YAML (line {Math.Max(1, place.Line)}, column {Math.Max(1, place.Column)})");
    }

    /// <summary>Tells whether an exception means invalid YAML: the parser throws more types than it documents.</summary>
    public static bool IsOfYaml(Exception problem) => problem is YamlException or InvalidOperationException or ArgumentException
        or InvalidCastException or IndexOutOfRangeException or NullReferenceException or FormatException or OverflowException;

    /// <summary>The version for a package isn't valid.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="version">The version.</param>
    public static NebiusRegistryException InvalidVersion(string chart, string version) => new(
        MessageCodes.ChartInvalid,
        $"The chart {Redactor.Name(chart)} is to be packed with the version '{Redactor.Value(version)}', which is no SemVer, such as "
        + "1.2.3. In a build that is the project's Version, "
        + $"unless the item says otherwise: <NebiusHelmChart Include=\"...\" Version=\"1.2.3\" />");

    /// <summary>A chart exceeds a limit.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is too large, as the end of a sentence.</param>
    public static NebiusRegistryException TooLarge(string chart, string problem) => new(
        MessageCodes.ChartInvalid,
        $"The chart {Redactor.Name(chart)} cannot be used: {Redactor.Name(problem)}. Leave out by {ChartIgnoreRules.File} what it does not "
        + "need.");

    /// <summary>A file of a chart can't be read.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="error">The error; its message names the file, without its content.</param>
    public static NebiusRegistryException Unreadable(string chart, Exception error) => new(
        MessageCodes.ChartNotWritten,
        $"The chart {Redactor.Name(chart)} cannot be read: {Redactor.Name(error.Message)} Give this user the right to read it: ls -la "
        + $"{Redactor.Name(chart)}");

    /// <summary>A package can't be written.</summary>
    /// <param name="package">The package.</param>
    /// <param name="error">The error; it may name one of the chart's files.</param>
    public static NebiusRegistryException NotWritten(string package, Exception error) => new(
        MessageCodes.ChartNotWritten,
        $"The package {Redactor.Name(package)} cannot be written: {Redactor.Name(error.Message)} See its directory, and whether the disk "
        + $"is full: df -h {Redactor.Name(Path.GetDirectoryName(package))}");

    /// <summary>An archive has a path that leads out of the directory that it is unpacked to.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is wrong, as the end of a sentence.</param>
    public static NebiusRegistryException Unsafe(string chart, string problem) => new(
        MessageCodes.ChartUnsafe,
        $"The chart {Redactor.Name(chart)} is not used: {Redactor.Name(problem)}. Make the archive anew with 'helm package', or name the "
        + "chart's directory.");
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
        $"{chart} can't be used: the link '{link}' leads to '{target}', outside of '{limit}', and nothing was read from there. "
        + $"If it belongs to the chart, put it in the link's place: cp -R --remove-destination '{target}' '{link}'");

    /// <summary>A link, or the chart itself, leads into the directory of Git.</summary>
    /// <param name="chart">The chart, or the file, as the user named it.</param>
    /// <param name="path">The link or directory.</param>
    /// <param name="target">The target.</param>
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
