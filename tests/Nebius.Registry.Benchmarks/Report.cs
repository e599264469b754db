using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nebius.Registry.Benchmarks;

/// <summary>Variants that were measured in turns. The others are compared with the first one.</summary>
/// <param name="Title">What they all do.</param>
/// <param name="Rows">The variants.</param>
internal sealed record Group(string Title, IReadOnlyList<Row> Rows);

/// <summary>The numbers of one variant, in milliseconds.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Median">The median of all runs.</param>
/// <param name="Lowest">The shortest run.</param>
/// <param name="Highest">The longest run.</param>
/// <param name="Ratio">The median, with that of the group's first row as 1.</param>
/// <param name="Goal">The goal; empty if there is none.</param>
internal sealed record Row(string What, double Median, double Lowest, double Highest, double Ratio, string Goal);

/// <summary>Where the time of a publish goes.</summary>
/// <param name="What">The variant.</param>
/// <param name="Total">The median of the whole process in milliseconds.</param>
/// <param name="Parts">The median of each part.</param>
internal sealed record Breakdown(string What, double Total, IReadOnlyDictionary<string, double> Parts);

/// <summary>All numbers of one run, as Markdown and as JSON.</summary>
/// <param name="Machine">What they were measured on.</param>
/// <param name="Runs">How often each was measured.</param>
/// <param name="Groups">The tables.</param>
/// <param name="Breakdowns">For the plot.</param>
internal sealed record Report(Machine Machine, int Runs, IReadOnlyList<Group> Groups, IReadOnlyList<Breakdown> Breakdowns)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Machine.Cores} cores ({Machine.Processor}), {Machine.System}, .NET SDK {Machine.Sdk}, runtime {Machine.Runtime}");
        text.Append(Machine.Helm.Length > 0 ? $", helm {Machine.Helm.TrimStart('v')}" : string.Empty);
        text.Append(CultureInfo.InvariantCulture, $"; commit {Machine.Commit}, {Machine.Date}, medians of {Runs} runs in turns.\n\n");
        text.Append("| What | Time | Compared with the first | Goal |\n| --- | --- | --- | --- |\n");
        foreach (var group in Groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"| **{group.Title}** | | | |\n");
            foreach (var row in group.Rows)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.What} | {row.Median:0} ms | {Compared(group, row)} | {row.Goal} |\n");
            }
        }

        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(new { Machine, Runs, Groups, Breakdowns, Markdown = ToMarkdown() }, Json) + "\n";

    private static string Compared(Group group, Row row) => row == group.Rows[0]
        ? "1"
        : string.Create(CultureInfo.InvariantCulture, $"{row.Ratio:0.00} ({row.Median - group.Rows[0].Median:+0;-0;0} ms)");
}
