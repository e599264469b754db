using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nebius.Registry.Doctor;

/// <summary>A report for programs.</summary>
public static class ReportJson
{
    // Not meant for a page; an apostrophe stays one.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a report as one JSON object: host, repository, healthy, and findings with section, subject, mark, state, detail, code and next.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to.</param>
    public static void Write(ExaminationReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("host", report.Host.Name);
        json.WriteString("repository", report.Repository);
        json.WriteBoolean("healthy", report.IsHealthy);
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("section", finding.Section);
            json.WriteString("subject", finding.Subject);
            json.WriteString("mark", Name(finding.Mark));
            json.WriteString("state", finding.State);
            json.WriteString("detail", finding.Detail);
            json.WriteString("code", finding.Code);
            json.WriteString("next", finding.Next);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static string Name(FindingMark mark) => mark switch
    {
        FindingMark.Good => "good",
        FindingMark.Information => "information",
        FindingMark.Warning => "warning",
        _ => "bad",
    };
}
