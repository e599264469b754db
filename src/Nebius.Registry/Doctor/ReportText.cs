using System.Text;

namespace Nebius.Registry.Doctor;

/// <summary>A report for people: a mark, what was found, and the next command.</summary>
internal static class ReportText
{
    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Lines that end with a line feed, without one at the end.</returns>
    public static string Of(DoctorReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder(report.Host.Name).Append(report.Repository is null ? string.Empty : $"/{report.Repository}");
        string? section = null;
        foreach (var finding in report.Findings)
        {
            if (finding.Section != section)
            {
                section = finding.Section;
                text.Append($"\n\n{section}");
            }

            text.Append($"\n  {Sign(finding.Mark)} {finding.Subject} {finding.State}{(finding.Code is { } code ? $" ({code})" : string.Empty)}");
            text.Append(finding.Detail.Length == 0 ? string.Empty : $": {finding.Detail.ReplaceLineEndings("\n      ")}");
            text.Append(finding.Next is null ? string.Empty : $"\n      next: {finding.Next}");
        }

        return Redactor.Message(text.Append("\n\n").Append(PreflightPolicy(report)).ToString());
    }

    /// <summary>Says in one line how it stands.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The line.</returns>
    public static string PreflightPolicy(DoctorReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var bad = report.Findings.Count(finding => finding.Mark == FindingSeverity.Bad);
        return report.First is not { } first
            ? "Nothing is wrong."
            : Redactor.Message($"{bad} {(bad == 1 ? "thing is" : "things are")} wrong. Begin with {first.Section}, {first.Subject}{(first.Next is null ? string.Empty : $": {first.Next}")}");
    }

    internal static char Sign(FindingSeverity mark) => mark switch
    {
        FindingSeverity.Good => '✓',
        FindingSeverity.Information => '·',
        FindingSeverity.Warning => '!',
        _ => '✗',
    };
}
