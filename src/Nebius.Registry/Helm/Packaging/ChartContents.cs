using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nebius.Registry.Helm.Metadata;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>
/// Checks the files of a chart and of its subcharts as helm does when it loads them.
/// https://github.com/helm/helm/blob/v3.10.1/pkg/chart/loader/load.go
/// </summary>
/// <param name="chart">The chart as the user named it, or its path in another chart.</param>
/// <param name="budget">The limits of the chart, with its subcharts.</param>
/// <param name="depth">The number of charts around it.</param>
internal sealed partial class ChartContents(string chart, ChartBudget budget, int depth = 0)
{
    private const string ValuesFile = "values.yaml";
    private const string SchemaFile = "values.schema.json";
    private static readonly string[] LockFiles = ["Chart.lock", "requirements.lock"];

    private const string Subcharts = "charts/";
    private const int Deepest = 10;
    private const int LongestText = 5 * 1024 * 1024;

    // Only what is needed later: values can be large.
    private readonly Dictionary<string, string> _texts = [];
    private readonly SortedDictionary<string, ChartContents> _subcharts = new(StringComparer.Ordinal);

    /// <summary>Tells whether helm leaves a file out of the package: hidden files among the subcharts.</summary>
    /// <param name="name">The path in the chart.</param>
    public static bool IsLeftOut(string name) => HiddenSubchart().IsMatch(name);

    /// <summary>Adds a file.</summary>
    /// <param name="name">The path in the chart.</param>
    /// <param name="open">Opens the file; called only if it is checked.</param>
    /// <exception cref="NebiusRegistryException">
    /// It isn't valid YAML or JSON, or a packed subchart can't be read.
    /// </exception>
    public void Add(string name, Func<Stream> open)
    {
        if (name is ChartMetadataReader.ChartFile or ChartMetadataReader.RequirementsFile)
        {
            _texts[name] = ReadText(name, open);
        }
        else if (name == ValuesFile || LockFiles.Contains(name))
        {
            ChartYamlCheck.CheckDocument(chart, name, ReadText(name, open), budget);
        }
        else if (name == SchemaFile)
        {
            CheckJson(ReadText(name, open));
        }
        else if (name.StartsWith(Subcharts, StringComparison.Ordinal))
        {
            AddToSubchart(name[Subcharts.Length..], open);
        }
    }

    /// <summary>Checks the files that were added.</summary>
    /// <returns>The chart's metadata.</returns>
    /// <exception cref="NebiusRegistryException">Helm would refuse the chart.</exception>
    public ChartMetadata Check()
    {
        if (!_texts.TryGetValue(ChartMetadataReader.ChartFile, out var text))
        {
            throw ChartProblem.Invalid(chart, $"it has no {ChartMetadataReader.ChartFile}");
        }

        SubchartNames = [.. _subcharts.Values.Select(subchart => subchart.Check().Name)];
        return ChartMetadataReader.Read(chart, text, _texts.GetValueOrDefault(ChartMetadataReader.RequirementsFile), budget);
    }

    /// <summary>Gets the text of Chart.yaml; empty when it is missing.</summary>
    public string ChartText => _texts.GetValueOrDefault(ChartMetadataReader.ChartFile, string.Empty);

    /// <summary>Gets the names of the subcharts, after <see cref="Check"/>.</summary>
    public IReadOnlyList<string> SubchartNames { get; private set; } = [];

    private void AddToSubchart(string rest, Func<Stream> open)
    {
        var parts = rest.Split('/', 2);
        if (parts[0].Length == 0 || parts[0][0] is '_' or '.' || rest.EndsWith(".prov", StringComparison.Ordinal))
        {
            return;
        }

        if (depth == Deepest)
        {
            throw ChartProblem.TooLarge(chart, $"its charts are nested more than {Deepest} deep");
        }

        if (!_subcharts.TryGetValue(parts[0], out var subchart))
        {
            budget.AddSubchart();
            _subcharts[parts[0]] = subchart = new ChartContents($"{Subcharts}{parts[0]} in {chart}", budget, depth + 1);
        }

        if (parts.Length > 1)
        {
            subchart.Add(parts[1], open);
        }
        else if (parts[0].EndsWith(".tgz", StringComparison.Ordinal))
        {
            using var packed = open();
            ChartArchiveReader.Read($"{Subcharts}{parts[0]} in {chart}", packed, subchart, budget);
        }
    }

    private string ReadText(string name, Func<Stream> open)
    {
        var length = 0L;
        using var stream = open();
        using var limited = new MeteredStream(stream, Count);
        using var reader = new StreamReader(limited, Encoding.UTF8);
        return reader.ReadToEnd();

        void Count(long bytes)
        {
            budget.AddText(bytes);
            length += bytes;
            if (length > LongestText)
            {
                throw ChartProblem.TooLarge(chart, $"{name} is longer than {LongestText / 1024 / 1024} MiB");
            }
        }
    }

    [GeneratedRegex(@"\A(?:charts/[^/]+/)*charts/[_.]", RegexOptions.CultureInvariant)]
    private static partial Regex HiddenSubchart();

    // By a reader, which keeps no document in memory.
    private void CheckJson(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = ChartYamlCheck.Deepest });
            while (reader.Read())
            {
            }
        }
        catch (JsonException problem)
        {
            throw ChartProblem.Invalid(chart, $"{SchemaFile} isn't valid JSON (line {(problem.LineNumber ?? 0) + 1})");
        }
    }
}
