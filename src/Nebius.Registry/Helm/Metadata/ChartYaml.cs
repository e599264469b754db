using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Helm.Metadata;

/// <summary>The fields of a mapping in the YAML of a chart, as helm reads them.</summary>
/// <param name="chart">The chart as the user named it.</param>
/// <param name="file">The file in it, such as <c>Chart.yaml</c>.</param>
/// <param name="mapping">The mapping.</param>
internal sealed class ChartYaml(string chart, string file, YamlMappingNode mapping)
{
    /// <summary>Reads the first document of a file.</summary>
    /// <exception cref="NebiusRegistryException">It isn't valid YAML, or isn't a mapping.</exception>
    public static ChartYaml Read(string chart, string file, string text, ChartBudget budget) =>
        new(chart, file, (YamlMappingNode?)ChartYamlTree.Read(chart, file, text, budget)?.RootNode ?? []);

    /// <summary>Returns a text; empty when it isn't set.</summary>
    /// <param name="name">The field.</param>
    public string Text(string name) => Find(name) switch
    {
        null => string.Empty,
        YamlScalarNode scalar => Chars.Printable(GoYamlScalar.Text(scalar)),
        var other => throw Wrong(name, "a text", other),
    };

    /// <summary>Returns a flag; false when it isn't set.</summary>
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
    [
        .. Items(name).Select(item => item is YamlScalarNode scalar
            ? Chars.Printable(GoYamlScalar.Text(scalar))
            : throw Wrong(name, "a list of texts", item)),
    ];

    /// <summary>Returns a list of mappings.</summary>
    /// <param name="name">The field.</param>
    public IReadOnlyList<ChartYaml> Mappings(string name) =>
    [
        .. Items(name).Select(item => item is YamlMappingNode one
            ? new ChartYaml(chart, file, one)
            : throw Wrong(name, "a list of mappings", item)),
    ];

    /// <summary>Returns a mapping of texts.</summary>
    /// <param name="name">The field.</param>
    public IReadOnlyDictionary<string, string> TextsByName(string name) => Find(name) switch
    {
        null => new Dictionary<string, string>(),
        YamlMappingNode texts => texts.Children.GroupBy(entry => KeyText(name, entry.Key)).ToDictionary(
            same => same.Key,
            same => same.Last().Value is YamlScalarNode value
                ? GoYamlScalar.Text(value) ?? string.Empty
                : throw Wrong(name, "a mapping of texts", same.Last().Value)),
        var other => throw Wrong(name, "a mapping of texts", other),
    };

    /// <summary>Returns a list of any values.</summary>
    /// <param name="name">The field.</param>
    public IReadOnlyList<object?> Values(string name) => [.. Items(name).Select(item => Value(name, item))];

    /// <summary>Checks the fields that helm does not know: helm converts all of them to JSON first.</summary>
    /// <param name="known">The known fields.</param>
    /// <exception cref="NebiusRegistryException">A field has a value that JSON can't represent.</exception>
    public void CheckOthers(IReadOnlyCollection<string> known)
    {
        foreach (var (key, value) in mapping.Children)
        {
            var name = KeyText(file, key);
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                Value(name, value);
            }
        }
    }

    private object? Value(string name, YamlNode node)
    {
        switch (node)
        {
            case YamlScalarNode scalar:
                // JSON has neither infinity nor NaN.
                var value = GoYamlScalar.Resolve(scalar);
                return value is double number && !double.IsFinite(number) ? throw Wrong(name, "a finite number", node) : value;
            case YamlSequenceNode list:
                return list.Children.Select(item => Value(name, item)).ToList();
            case YamlMappingNode entries:
                var values = new Dictionary<string, object?>();
                foreach (var (key, entry) in entries.Children)
                {
                    values[KeyText(name, key)] = Value(name, entry);
                }

                return values;
            default:
                return null;
        }
    }

    // Helm also treats keys with the same text as one.
    private string KeyText(string name, YamlNode key) => key is YamlScalarNode scalar && GoYamlScalar.Resolve(scalar) is { } and not ulong
        ? GoYamlScalar.Text(scalar) switch
        {
            _ when GoYamlScalar.Resolve(scalar) is string text => text,
            "+Inf" => ".inf",
            "-Inf" => "-.inf",
            "NaN" => ".nan",
            var number => number!,
        }
        : throw Wrong(name, "a mapping of texts", key);

    private IEnumerable<YamlNode> Items(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        var other => throw Wrong(name, "a list", other),
    };

    private YamlNode? Find(string name) =>
        KeyOf(mapping, name) is { } key && mapping.Children[key] is var node
        && !(node is YamlScalarNode scalar && GoYamlScalar.Resolve(scalar) is null)
            ? node
            : null;

    /// <summary>Finds a key as the JSON of Go does: an exact match first, then one that ignores case.</summary>
    public static YamlNode? KeyOf(YamlMappingNode mapping, string name) =>
        mapping.Children.Keys.FirstOrDefault(key => key is YamlScalarNode { Value: { } text } && text == name)
        ?? mapping.Children.Keys.FirstOrDefault(
            key => key is YamlScalarNode { Value: { } text } && text.Equals(name, StringComparison.OrdinalIgnoreCase));

    private NebiusRegistryException Wrong(string name, string wanted, YamlNode found) =>
        ChartProblem.Invalid(chart, $"{file} has a '{name}' that is not {wanted} (line {found.Start.Line})");
}
