using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nebius.Registry.Doctor;

/// <summary>A report for programs.</summary>
internal static class ReportJson
{
    // Not meant for a page; an apostrophe stays one.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a report as one JSON object: host, repository, healthy, and findings with section, subject, mark, state, detail, code and next.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to.</param>
    public static void Write(DoctorReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("host", Printed(report.Host.Name));
        json.WriteString("repository", Printed(report.Repository));
        json.WriteBoolean("healthy", report.IsHealthy);
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("section", Printed(finding.Section));
            json.WriteString("subject", Printed(finding.Subject));
            json.WriteString("mark", Name(finding.Mark));
            json.WriteString("state", Printed(finding.State));
            json.WriteString("detail", Printed(finding.Detail));
            json.WriteString("code", Printed(finding.Code));
            json.WriteString("next", Printed(finding.Next));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? Printed(string? text) => text is null ? null : Redactor.Message(text);

    internal static string Name(FindingSeverity mark) => mark switch
    {
        FindingSeverity.Good => "good",
        FindingSeverity.Information => "information",
        FindingSeverity.Warning => "warning",
        _ => "bad",
    };
}
