using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Helm;

/// <summary>The fields of one mapping in a chart's YAML, each as helm reads it.</summary>
/// <param name="chart">The chart as the user named it.</param>
/// <param name="file">The file in it, such as <c>Chart.yaml</c>.</param>
/// <param name="mapping">The mapping.</param>
internal sealed class ChartYaml(string chart, string file, YamlMappingNode mapping)
{
    // A hundred times what any Chart.yaml has; and what YAML's aliases can make of it.
    private const int MostNodes = 10_000;

    /// <summary>Reads the first document of a file.</summary>
    /// <exception cref="NebiusRegistryException">It is no YAML, or no mapping.</exception>
    public static ChartYaml Read(string chart, string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new MergingParser(new Parser(new StringReader(text))));
            var root = stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
            if (root is null or YamlScalarNode { Value: null or "" })
            {
                return new ChartYaml(chart, file, []);
            }

            if (root is not YamlMappingNode mapping)
            {
                throw ChartProblem.Invalid(chart, $"{file} is no mapping");
            }

            return mapping.AllNodes.Take(MostNodes + 1).Count() <= MostNodes
                ? new ChartYaml(chart, file, mapping)
                : throw ChartProblem.Invalid(chart, $"{file} has more than {MostNodes} values");
        }
        catch (Exception problem) when (problem is YamlException or InvalidOperationException or ArgumentException)
        {
            throw ChartProblem.NoYaml(chart, file, problem);
        }
    }

    /// <summary>Returns a text; empty when there is none.</summary>
    /// <param name="name">The field.</param>
    public string Text(string name) => Find(name) switch
    {
        null => string.Empty,
        YamlScalarNode scalar => Chars.Printable(GoYamlScalar.Text(scalar)),
        var other => throw Wrong(name, "a text", other),
    };

    /// <summary>Returns a flag; false when there is none.</summary>
    /// <param name="name">The field.</param>
    public bool Flag(string name) => Find(name) switch
    {
        null => false,
        YamlScalarNode scalar when GoYamlScalar.Resolve(scalar) is var value and (null or bool) => value is true,
        var other => throw Wrong(name, "true or false", other),
    };

    /// <summary>Returns a list of texts.</summary>
    /// <param name="name">The field.</param>
    public IReadOnlyList<string> Texts(string name) =>
        [.. Items(name).Select(item => item is YamlScalarNode scalar ? Chars.Printable(GoYamlScalar.Text(scalar)) : throw Wrong(name, "a list of texts", item))];

    /// <summary>Returns a list of mappings.</summary>
    /// <param name="name">The field.</param>
    public IReadOnlyList<ChartYaml> Mappings(string name) =>
        [.. Items(name).Select(item => item is YamlMappingNode one ? new ChartYaml(chart, file, one) : throw Wrong(name, "a list of mappings", item))];

    /// <summary>Returns a mapping of texts.</summary>
    /// <param name="name">The field.</param>
    public IReadOnlyDictionary<string, string> TextsByName(string name) => Find(name) switch
    {
        null => new Dictionary<string, string>(),
        YamlMappingNode texts => texts.Children.ToDictionary(
            entry => entry.Key is YamlScalarNode key ? GoYamlScalar.Text(key) ?? "null" : throw Wrong(name, "a mapping of texts", entry.Key),
            entry => entry.Value is YamlScalarNode value ? GoYamlScalar.Text(value) ?? string.Empty : throw Wrong(name, "a mapping of texts", entry.Value)),
        var other => throw Wrong(name, "a mapping of texts", other),
    };

    /// <summary>Returns a list of anything.</summary>
    /// <param name="name">The field.</param>
    public IReadOnlyList<object?> Values(string name) => [.. Items(name).Select(Value)];

    private static object? Value(YamlNode node) => node switch
    {
        YamlScalarNode scalar => GoYamlScalar.Resolve(scalar),
        YamlSequenceNode list => list.Children.Select(Value).ToList(),
        YamlMappingNode mapping => mapping.Children.ToDictionary(
            entry => entry.Key is YamlScalarNode key ? GoYamlScalar.Text(key) ?? "null" : string.Empty, entry => Value(entry.Value)),
        _ => null,
    };

    private IEnumerable<YamlNode> Items(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        var other => throw Wrong(name, "a list", other),
    };

    private YamlNode? Find(string name) =>
        KeyOf(mapping, name) is { } key && mapping.Children[key] is var node && !(node is YamlScalarNode scalar && GoYamlScalar.Resolve(scalar) is null)
            ? node
            : null;

    /// <summary>Finds a key as Go's JSON does: written otherwise in capitals, it counts when there is no better one.</summary>
    public static YamlNode? KeyOf(YamlMappingNode mapping, string name) =>
        mapping.Children.Keys.FirstOrDefault(key => key is YamlScalarNode { Value: { } text } && text == name)
        ?? mapping.Children.Keys.FirstOrDefault(key => key is YamlScalarNode { Value: { } text } && text.Equals(name, StringComparison.OrdinalIgnoreCase));

    private NebiusRegistryException Wrong(string name, string wanted, YamlNode found) =>
        ChartProblem.Invalid(chart, $"{file} has a '{name}' that is not {wanted} (line {found.Start.Line})");
}
