using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Helm;

/// <summary>Chart.yaml as it goes into a package.</summary>
internal static class ChartText
{
    /// <summary>
    /// Sets in a Chart.yaml what was given otherwise or is missing, and makes numbers among the versions texts. One that is so already stays
    /// as it is; of another the comments are lost, as with helm.
    /// </summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="text">Chart.yaml.</param>
    /// <param name="wanted">What it shall say.</param>
    /// <param name="budget">What the chart may cost.</param>
    public static string With(string chart, string text, ChartMetadata wanted, ChartBudget budget)
    {
        var document = ChartYamlTree.Read(chart, ChartMetadataReader.ChartFile, text, budget)!;
        var mapping = (YamlMappingNode)document.RootNode;
        bool[] changes = [Set(mapping, "apiVersion", wanted.ApiVersion), Set(mapping, "version", wanted.Version), Set(mapping, "appVersion", wanted.AppVersion)];
        if (!changes.Contains(true))
        {
            return text;
        }

        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(document).Save(writer, assignAnchors: false);

        // It ends a document with "...".
        var saved = writer.ToString();
        return saved.EndsWith("...\n", StringComparison.Ordinal) ? saved[..^4] : saved;
    }

    // In quotes: 1.10 alone would be a number.
    private static bool Set(YamlMappingNode mapping, string name, string value)
    {
        var key = ChartYaml.KeyOf(mapping, name) ?? new YamlScalarNode(name);
        var present = mapping.Children.TryGetValue(key, out var node) && node is YamlScalarNode scalar ? GoYamlScalar.Resolve(scalar) : null;
        if (value.Equals(present as string, StringComparison.Ordinal) || (value.Length == 0 && present is null))
        {
            return false;
        }

        mapping.Children[key] = new YamlScalarNode(value) { Style = ScalarStyle.DoubleQuoted };
        return true;
    }
}
