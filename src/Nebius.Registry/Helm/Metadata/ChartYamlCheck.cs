using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.Helm.Metadata;

/// <summary>
/// Checks a YAML file without keeping it, before anything else reads it: depth and size are limited, nodes that aliases repeat count each
/// time, and what helm refuses is refused.
/// </summary>
internal sealed class ChartYamlCheck
{
    /// <summary>The maximum depth. The time of the parser grows with the square of the depth.</summary>
    public const int Deepest = 200;

    private readonly Parser _parser;
    private readonly Action<long> _count;

    // Null while the value of the anchor is read: helm refuses a value that contains itself.
    private readonly Dictionary<AnchorName, Anchored?> _anchors = [];
    private long _total;

    private ChartYamlCheck(string text, Action<long> count) => (_parser, _count) = (new Parser(new StringReader(text)), count);

    /// <summary>Checks the first document of a file with values for templates.</summary>
    /// <exception cref="NebiusRegistryException">It isn't valid YAML, isn't a mapping, or exceeds a limit.</exception>
    public static void CheckDocument(string chart, string file, string text, ChartBudget budget)
    {
        if (Check(chart, file, text, budget.AddYaml) is not (YamlKind.Mapping or YamlKind.Null))
        {
            throw ChartProblem.Invalid(chart, $"{file} isn't a mapping");
        }
    }

    /// <summary>Checks the first document of a file.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="file">The file in it.</param>
    /// <param name="text">The content of the file.</param>
    /// <param name="count">Called with the number of further nodes; an exception ends the reading.</param>
    /// <returns>The kind of the document.</returns>
    /// <exception cref="NebiusRegistryException">It isn't valid YAML, or is too deep.</exception>
    public static YamlKind Check(string chart, string file, string text, Action<long> count)
    {
        try
        {
            return new ChartYamlCheck(text, count).ReadDocument(chart, file);
        }
        catch (Exception problem) when (ChartProblem.IsOfYaml(problem))
        {
            throw ChartProblem.NoYaml(chart, file, problem);
        }
    }

    private YamlKind ReadDocument(string chart, string file)
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return YamlKind.Null;
        }

        _parser.Consume<DocumentStart>();
        var kind = ReadNode(0, chart, file);
        _parser.Require<DocumentEnd>();
        return kind;
    }

    // The recursion is limited, so the stack can't overflow.
    private YamlKind ReadNode(int depth, string chart, string file)
    {
        var start = _parser.Current!.Start;
        if (depth > Deepest)
        {
            throw ChartProblem.TooLarge(
                chart, $"{file} has values that are more than {Deepest} deep in each other (line {Math.Max(1, start.Line)})");
        }

        Count(1);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            var found = _anchors.GetValueOrDefault(alias.Value)
                ?? throw new AnchorNotFoundException(alias.Start, alias.End, "No such anchor.");
            Count(found.Size - 1);
            return found.Kind;
        }

        var before = _total - 1;
        var anchor = ((NodeEvent)_parser.Current!).Anchor;
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = null;
        }

        var kind = ReadContent(depth, chart, file);
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = new Anchored(kind, _total - before);
        }

        return kind;
    }

    private YamlKind ReadContent(int depth, string chart, string file)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return scalar.Style == ScalarStyle.Plain && GoYamlScalar.IsNull(scalar.Value) ? YamlKind.Null : YamlKind.Text;
        }

        if (_parser.TryConsume<SequenceStart>(out _))
        {
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                ReadNode(depth + 1, chart, file);
            }

            return YamlKind.List;
        }

        _parser.Consume<MappingStart>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var start = _parser.Current!.Start;
            if (ReadNode(depth + 1, chart, file) is YamlKind.Mapping or YamlKind.List)
            {
                // JSON has only text keys, so helm refuses others.
                throw new YamlException(start, start, "A key that isn't text.");
            }

            ReadNode(depth + 1, chart, file);
        }

        return YamlKind.Mapping;
    }

    private void Count(long nodes)
    {
        _total += nodes;
        _count(nodes);
    }

    private sealed record Anchored(YamlKind Kind, long Size);
}

/// <summary>The kind of a YAML node.</summary>
internal enum YamlKind
{
    /// <summary>Null or empty.</summary>
    Null,

    /// <summary>A text, number or flag.</summary>
    Text,

    /// <summary>A list.</summary>
    List,

    /// <summary>A mapping.</summary>
    Mapping,
}
