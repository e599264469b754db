namespace Nebius.Registry.Helm;

/// <summary>
/// What a .helmignore leaves out. Its rules look like git's and are others: https://github.com/helm/helm/blob/v3.10.1/internal/ignore/rules.go
/// </summary>
internal sealed class ChartIgnoreRules
{
    /// <summary>The file.</summary>
    public const string File = ".helmignore";

    // Helm's own rule, after all others: hidden files are no templates.
    private const string Default = "templates/.?*";

    private readonly List<Rule> _rules;

    private ChartIgnoreRules(List<Rule> rules) => _rules = rules;

    /// <summary>Reads the rules.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="text">The file; empty when there is none.</param>
    /// <exception cref="NebiusRegistryException">It has a rule that helm refuses.</exception>
    public static ChartIgnoreRules Parse(string chart, string text)
    {
        var rules = new List<Rule>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Append(Default))
        {
            rules.Add(Rule.Parse(line) ?? throw ChartProblem.Invalid(chart, $"{File} has a rule that helm does not know, '{line}'"));
        }

        return new ChartIgnoreRules(rules);
    }

    /// <summary>Tells whether a file or directory is left out.</summary>
    /// <param name="path">Its path in the chart, with <c>/</c>.</param>
    /// <param name="isDirectory">Whether it is a directory, all of which is left out then.</param>
    public bool Ignores(string path, bool isDirectory)
    {
        foreach (var rule in _rules)
        {
            // To helm, a negation leaves out all that it does not name.
            var isFor = rule.Matches(path) && (!rule.IsForDirectories || isDirectory);
            if (isFor != rule.IsNegated)
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Rule(Func<string, bool> Matches, bool IsForDirectories, bool IsNegated)
    {
        public static Rule? Parse(string line)
        {
            if (line.Contains("**", StringComparison.Ordinal))
            {
                return null;
            }

            var isNegated = line[0] == '!';
            var pattern = isNegated ? line[1..] : line;
            var isForDirectories = pattern.EndsWith('/');
            pattern = isForDirectories ? pattern[..^1] : pattern;
            var isRooted = pattern.StartsWith('/');
            var matches = GoFileMatch.Parse(isRooted ? pattern[1..] : pattern);
            return matches is null ? null
                : isRooted || pattern.Contains('/', StringComparison.Ordinal) ? new Rule(matches, isForDirectories, isNegated)
                : new Rule(path => matches(path[(path.LastIndexOf('/') + 1)..]), isForDirectories, isNegated);
        }
    }
}
