namespace Nebius.Registry.Helm.Packaging;

/// <summary>
/// The rules of a .helmignore, which look like those of .gitignore but differ:
/// https://github.com/helm/helm/blob/v3.10.1/internal/ignore/rules.go
/// </summary>
internal sealed class ChartIgnoreRules
{
    /// <summary>The name of the file.</summary>
    public const string File = ".helmignore";

    // Helm adds this rule after all others: hidden files are not templates.
    private const string Default = "templates/.?*";
    private const int LongestShown = 100;

    private readonly List<Rule> _rules;
    private readonly ChartBudget _budget;

    private ChartIgnoreRules(List<Rule> rules, ChartBudget budget) => (_rules, _budget) = (rules, budget);

    /// <summary>Reads the rules.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="text">The content of the file; empty when it is missing.</param>
    /// <param name="budget">The limits of the chart.</param>
    /// <exception cref="NebiusRegistryException">It has a rule that helm refuses.</exception>
    public static ChartIgnoreRules Parse(string chart, string text, ChartBudget budget)
    {
        var rules = new List<Rule>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Append(Default))
        {
            rules.Add(Rule.Parse(line) ?? throw ChartProblem.Invalid(chart,
                $"{File} has a rule that helm doesn't know, '{Shortened(line)}'"));
        }

        return new ChartIgnoreRules(rules, budget);
    }

    /// <summary>Tells whether a file or directory is ignored.</summary>
    /// <param name="path">The path in the chart, with <c>/</c>.</param>
    /// <param name="isDirectory">Whether it is a directory, which is ignored with all its files.</param>
    public bool Ignores(string path, bool isDirectory)
    {
        var whole = path.EnumerateRunes().ToList();
        var name = path[(path.LastIndexOf('/') + 1)..].EnumerateRunes().ToList();
        foreach (var rule in _rules)
        {
            long steps = 1;
            var isMatch = rule.Pattern.IsMatch(rule.IsForPaths ? whole : name, ref steps);
            _budget.AddIgnoreSteps(steps);

            // In helm, a negated rule ignores everything that it doesn't match.
            var isFor = isMatch && (!rule.IsForDirectories || isDirectory);
            if (isFor != rule.IsNegated)
            {
                return true;
            }
        }

        return false;
    }

    private static string Shortened(string line) => line.Length > LongestShown ? $"{line[..LongestShown]}..." : line;

    private sealed record Rule(GoFileMatch Pattern, bool IsForPaths, bool IsForDirectories, bool IsNegated)
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
            return GoFileMatch.Parse(isRooted ? pattern[1..] : pattern) is { } match
                ? new Rule(match, isRooted || pattern.Contains('/', StringComparison.Ordinal), isForDirectories, isNegated)
                : null;
        }
    }
}
