using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nebius.Registry.Net;

namespace Nebius.Registry.Doctor;

/// <summary>A report for people: a mark, what was found, and the next command.</summary>
internal static class ReportText
{
    /// <summary>Writes a report: what the marks mean, then a line for each finding, aligned, and the next command below it.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Lines that end with a line feed, without one at the end.</returns>
    public static string Of(DoctorReport report) => Of(report, FindingMarks.OfConsole);

    /// <inheritdoc cref="Of(DoctorReport)"/>
    internal static string Of(DoctorReport report, FindingMarks marks)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder(report.Host.Name).Append(report.Repository is null ? string.Empty : $"/{report.Repository}");
        text.Append($"\n{marks.Legend}");
        var width = report.Findings.Select(finding => finding.Subject.Length).DefaultIfEmpty().Max();
        string? section = null;
        foreach (var finding in report.Findings)
        {
            if (finding.Section != section)
            {
                section = finding.Section;
                text.Append($"\n\n{section}");
            }

            text.Append(
                $"\n  {marks.Of(finding.Severity)} {finding.Subject.PadRight(width)}  "
                + $"{finding.State}{(finding.Code is { } code ? $" ({code})" : string.Empty)}");
            text.Append(finding.Detail.Length == 0 ? string.Empty : $": {Detail(finding)}");
            text.Append(finding.Next is null ? string.Empty : $"\n    next: {finding.Next}");
        }

        return Redactor.Message(text.Append("\n\n").Append(Summary(report)).ToString());
    }

    /// <summary>Says how many errors there are, and what to type first.</summary>
    /// <param name="report">The report.</param>
    /// <returns>One line, or two with a command.</returns>
    public static string Summary(DoctorReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var bad = report.Findings.Count(finding => finding.Severity == FindingSeverity.Bad);
        return report.First is not { } first
            ? "No errors."
            : Redactor.Message(
                $"{bad} {(bad == 1 ? "error" : "errors")}. Start with {first.Section}, {first.Subject}"
                + (first.Next is null ? "." : $":\n  {first.Next}"));
    }

    // The lines after the first of a message are what to type; the finding's next command says that.
    private static string Detail(Finding finding) => finding.Next is null
        ? finding.Detail.ReplaceLineEndings("\n      ")
        : WithoutColon(finding.Detail.ReplaceLineEndings("\n").Split('\n')[0]);

    private static string WithoutColon(string line) => line.EndsWith(':') ? $"{line[..^1]}." : line;
}

/// <summary>The marks before findings.</summary>
/// <param name="Good">For what works.</param>
/// <param name="Information">For what may be as it is.</param>
/// <param name="Warning">For what may surprise.</param>
/// <param name="Bad">For what has to be fixed.</param>
internal sealed record FindingMarks(char Good, char Information, char Warning, char Bad)
{
    private static readonly FindingMarks Signs = new('✓', '·', '!', '✗');
    private static readonly FindingMarks Ascii = new('+', '-', '!', 'x');

    /// <summary>Gets the marks that the console of this process can show.</summary>
    public static FindingMarks OfConsole => For(Console.OutputEncoding);

    /// <summary>Gets what the marks mean.</summary>
    public string Legend => $"{Good} ok  {Information} info  {Warning} warning  {Bad} error";

    /// <summary>Returns the marks for an output: ASCII for the older code pages of Windows, which have no others.</summary>
    public static FindingMarks For(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding.GetString(encoding.GetBytes(Signs.Legend)) == Signs.Legend ? Signs : Ascii;
    }

    /// <summary>Returns the mark of a finding.</summary>
    public char Of(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Good => Good,
        FindingSeverity.Information => Information,
        FindingSeverity.Warning => Warning,
        _ => Bad,
    };
}

/// <summary>A report for programs.</summary>
internal static class ReportJson
{
    // Not meant for a page; an apostrophe stays one.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes a report as one JSON object: host, repository, healthy, and findings with section, subject, mark, state, detail, code and
    /// next.
    /// </summary>
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
            json.WriteString("mark", Name(finding.Severity));
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

    internal static string Name(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Good => "good",
        FindingSeverity.Information => "information",
        FindingSeverity.Warning => "warning",
        _ => "bad",
    };
}

/// <summary>
/// A report that can be pasted into a public issue: findings without their details, and for each variable that is set a short hash, by
/// which two reports can be compared, but no value.
/// </summary>
internal static class PublicReport
{
    // 32 bits: enough to see that two are the same, and too few to find the value by.
    private const int HashBytes = 4;

    private static readonly string[] OtherVariables =
    [
        "DOCKER_CONFIG", "DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CONFIG_DIR",
        "HELM_REGISTRY_CONFIG", "HELM_CONFIG_HOME",
        "DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_UNAME",
        "DOTNET_CONTAINER_PULL_REGISTRY_UNAME",
        "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CI", "GITHUB_ACTIONS",
        "GITLAB_CI",
    ];

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Markdown, without a line feed at its end.</returns>
    public static string Of(DoctorReport report, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(settings);
        var text = new StringBuilder();
        text.Append(
            $"{ClientIdentity.Name} {ClientIdentity.Version}, {RuntimeInformation.RuntimeIdentifier}, "
            + $"{RuntimeInformation.FrameworkDescription}\n\n");
        text.Append($"- registry: {(report.Host.Region is { } region ? $"Nebius, region {region}" : "a trusted one")}\n");
        text.Append($"- repository: {(report.Repository is null ? "none" : "named")}\n");
        foreach (var name in Variables(report.Host).Where(name => settings.FromEnvironment(name) is not null))
        {
            text.Append($"- {name}: set, {Hash(settings.FromEnvironment(name)!.Value)}\n");
        }

        foreach (var finding in report.Findings)
        {
            text.Append($"\n- {FindingMarks.OfConsole.Of(finding.Severity)} {finding.Section}: {finding.Subject} {finding.State}");
            text.Append(finding.Code is null ? string.Empty : $" ({finding.Code})");
        }

        return Redactor.Message(text.ToString());
    }

    private static IEnumerable<string> Variables(RegistryHost host) =>
    [
        .. EnvironmentVariables.All,
        .. host.Region is { } region ? [EnvironmentVariables.StaticKeyFor(region)] : Array.Empty<string>(),
        .. OtherVariables,
    ];

    private static string Hash(string text) =>
        $"sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes))}...";
}
