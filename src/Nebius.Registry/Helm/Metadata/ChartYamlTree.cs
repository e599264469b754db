using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Helm.Metadata;

/// <summary>Reads a small YAML file as a tree, with merge keys (<c>&lt;&lt;</c>) applied.</summary>
internal static class ChartYamlTree
{
    // A hundred times the size of any real Chart.yaml, with its aliases expanded.
    private const int MostNodes = 10_000;
    private const string Merge = "<<";

    /// <summary>Reads the first document of a file.</summary>
    /// <returns>The document; null when it is empty.</returns>
    /// <exception cref="NebiusRegistryException">It isn't valid YAML, isn't a mapping, or is too large.</exception>
    public static YamlDocument? Read(string chart, string file, string text, ChartBudget budget)
    {
        var left = MostNodes;
        var kind = ChartYamlCheck.Check(chart, file, text, Count);
        if (kind != YamlKind.Mapping)
        {
            return kind == YamlKind.Null ? null : throw ChartProblem.Invalid(chart, $"{file} isn't a mapping");
        }

        try
        {
            var document = FirstDocument(text);
            var seen = new HashSet<YamlNode>(ReferenceEqualityComparer.Instance);
            MergeAll(document.RootNode, seen);
            return document;
        }
        catch (Exception problem) when (ChartProblem.IsOfYaml(problem))
        {
            throw ChartProblem.NoYaml(chart, file, problem);
        }

        void Count(long nodes)
        {
            budget.AddYaml(nodes);
            left = nodes > left ? throw ChartProblem.Invalid(chart, $"{file} has more than {MostNodes} values") : left - (int)nodes;
        }
    }

    // Only the first document was checked.
    private static YamlDocument FirstDocument(string text)
    {
        var stream = new YamlStream();
        stream.Load(new FirstDocumentParser(new Parser(new StringReader(text))));
        return stream.Documents[0];
    }

    private static void MergeAll(YamlNode node, HashSet<YamlNode> seen)
    {
        if (!seen.Add(node))
        {
            return;
        }

        if (node is YamlSequenceNode list)
        {
            foreach (var item in list.Children)
            {
                MergeAll(item, seen);
            }
        }
        else if (node is YamlMappingNode mapping)
        {
            foreach (var value in mapping.Children.Values)
            {
                MergeAll(value, seen);
            }

            MergeInto(mapping);
        }
    }

    // As in the YAML library of helm, later keys win, but earlier items of a list: https://github.com/go-yaml/yaml/blob/v2.4.0/decode.go
    private static void MergeInto(YamlMappingNode mapping)
    {
        if (!mapping.Children.Keys.Any(IsMerge))
        {
            return;
        }

        var entries = mapping.Children.ToList();
        mapping.Children.Clear();
        foreach (var (key, value) in entries)
        {
            if (!IsMerge(key))
            {
                mapping.Children[key] = value;
                continue;
            }

            var sources = value is YamlSequenceNode list ? list.Children.Reverse() : [value];
            foreach (var source in sources)
            {
                Take(mapping, source);
            }
        }
    }

    private static void Take(YamlMappingNode mapping, YamlNode source)
    {
        if (source is not YamlMappingNode other)
        {
            throw new YamlException(source.Start, source.End, "Only mappings can be merged.");
        }

        foreach (var (key, value) in other.Children)
        {
            mapping.Children[key] = value;
        }
    }

    private static bool IsMerge(YamlNode key) => key is YamlScalarNode { Value: Merge, Style: ScalarStyle.Plain };

    private sealed class FirstDocumentParser(Parser parser) : IParser
    {
        private static readonly StreamEnd End = new();
        private bool _isOver;

        public ParsingEvent? Current => _isOver ? End : parser.Current;

        public bool MoveNext()
        {
            if (_isOver)
            {
                return false;
            }

            _isOver = parser.Current is DocumentEnd;
            return _isOver || parser.MoveNext();
        }
    }
}

/// <summary>Edits the Chart.yaml of a package.</summary>
internal static class ChartText
{
    /// <summary>
    /// Sets apiVersion, version and appVersion in a Chart.yaml, and quotes versions that are numbers. If nothing changes, the text is
    /// returned as it is; otherwise the comments are lost, as with helm.
    /// </summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="text">Chart.yaml.</param>
    /// <param name="wanted">The wanted values.</param>
    /// <param name="budget">The limits of the chart.</param>
    public static string With(string chart, string text, ChartMetadata wanted, ChartBudget budget)
    {
        var document = ChartYamlTree.Read(chart, ChartMetadataReader.ChartFile, text, budget)!;
        var mapping = (YamlMappingNode)document.RootNode;
        bool[] changes =
        [
            Set(mapping, "apiVersion", wanted.ApiVersion),
            Set(mapping, "version", wanted.Version),
            Set(mapping, "appVersion", wanted.AppVersion),
        ];
        if (!changes.Contains(true))
        {
            return text;
        }

        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(document).Save(writer, assignAnchors: false);

        // YamlStream ends a document with "...".
        var saved = writer.ToString();
        return saved.EndsWith("...\n", StringComparison.Ordinal) ? saved[..^4] : saved;
    }

    // Quoted: a plain 1.10 would be a number.
    private static bool Set(YamlMappingNode mapping, string name, string value)
    {
        var key = ChartYaml.KeyOf(mapping, name) ?? new YamlScalarNode(name);
        var present = mapping.Children.TryGetValue(key, out var node) && node is YamlScalarNode scalar
            ? GoYamlScalar.Resolve(scalar)
            : null;
        if (value.Equals(present as string, StringComparison.Ordinal) || (value.Length == 0 && present is null))
        {
            return false;
        }

        mapping.Children[key] = new YamlScalarNode(value) { Style = ScalarStyle.DoubleQuoted };
        return true;
    }
}
