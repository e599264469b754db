using System.Text.RegularExpressions;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>Each command and option that a page shows is one that the installed command completes.</summary>
public sealed partial class CommandsInTheDocs(InstalledTool tool)
{
    private static readonly string[] Made = ["artifacts", "bin", "node_modules", "obj", "tests"];

    // Both tests need the same completions; the tests of a class run one after the other.
    private static readonly Dictionary<string, string[]> Completed = [];

    [Fact]
    public async Task Every_command_and_option_that_a_page_shows_exists()
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var (page, words) in Shown())
        {
            count++;
            wrong.AddRange((await WrongIn(words)).Select(word => $"{page}: {word} in: nebius-registry {string.Join(' ', words)}"));
        }

        Assert.Empty(wrong);
        Assert.InRange(count, 30, int.MaxValue);
    }

    [Fact]
    public async Task Every_option_in_a_table_about_a_command_is_one_of_that_command()
    {
        var page = await File.ReadAllTextAsync(Path.Join(PackedPackages.RepositoryRoot, "docs/tool.md"), TestContext.Current.CancellationToken);
        var wrong = new List<string>();
        foreach (var section in page.Split("\n## ").Skip(1))
        {
            var commands = section.Split('\n')[0].Split(", ").Intersect(await CompletedAsync(string.Empty)).ToArray();
            var known = new HashSet<string>();
            foreach (var command in commands)
            {
                known.UnionWith(await OptionsAsync(command));
                foreach (var subcommand in await CompletedAsync(command))
                {
                    known.UnionWith(await OptionsAsync($"{command} {subcommand}"));
                }
            }

            wrong.AddRange(commands.Length == 0 ? [] : FirstColumn().Matches(section).SelectMany(row => Option().Matches(row.Value)).Select(match => match.Value).Where(option => !known.Contains(option)));
        }

        Assert.Empty(wrong);
    }

    // Returns the words that the command doesn't know. A command that completes to regions or to nothing takes any argument.
    private async Task<IReadOnlyList<string>> WrongIn(string[] words)
    {
        var path = string.Empty;
        var rest = words.AsEnumerable();
        while (rest.FirstOrDefault() is { } word && !word.StartsWith('-'))
        {
            var next = (await CompletedAsync(path)).Where(one => !one.StartsWith('-') && !one.StartsWith('/')).ToArray();
            if (next.Length == 0 || next.Any(one => one.Contains("-north1", StringComparison.Ordinal)))
            {
                break;
            }

            if (word.Split('|').Except(next).Any())
            {
                return [word];
            }

            path = $"{path} {word.Split('|')[0]}".TrimStart();
            rest = rest.Skip(1);
        }

        var options = await OptionsAsync(path);
        return [.. rest.SelectMany(word => Option().Matches(word).Where(match => match.Index == 0)).Select(match => match.Value).Except(options)];
    }

    private Task<string[]> OptionsAsync(string path) => CompleteAsync($"nebius-registry {path} --".Replace("  ", " ", StringComparison.Ordinal));

    private Task<string[]> CompletedAsync(string path) => CompleteAsync($"nebius-registry {path} ".Replace("  ", " ", StringComparison.Ordinal));

    private async Task<string[]> CompleteAsync(string line)
    {
        if (!Completed.TryGetValue(line, out var words))
        {
            var result = await Command.RunAsync(tool.File, [$"[suggest:{line.Length}]", line], tool.Folder, new Dictionary<string, string?>());
            Completed[line] = words = result.Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        return words;
    }

    private static IEnumerable<(string Page, string[] Words)> Shown() =>
        from file in Pages(new DirectoryInfo(PackedPackages.RepositoryRoot))
        let page = Path.GetRelativePath(PackedPackages.RepositoryRoot, file.FullName).Replace('\\', '/')
        let text = File.ReadAllText(file.FullName).Replace("\\\n", " ", StringComparison.Ordinal)
        from code in page.EndsWith(".md", StringComparison.Ordinal) ? Code().Matches(text).Select(match => match.Value) : [text]
        from Match match in Shows().Matches(code)
        let words = match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .TakeWhile(word => word is not ("|" or "||" or "&&" or ">" or ">>" or "<" or "#" or "2>&1")).Select(word => word.Trim(')', '"', '\'', ';')).ToArray()
        where words.Length > 0
        select (page, words);

    private static IEnumerable<FileInfo> Pages(DirectoryInfo directory) =>
        directory.EnumerateFiles().Where(file => file.Extension is ".md" or ".yml")
            .Concat(directory.EnumerateDirectories().Where(one => !Made.Contains(one.Name) && one.Name != ".git").SelectMany(Pages));

    [GeneratedRegex("^```.*?^```|^    [^\n]*$|`[^`]+`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w./-])(?:nebius-registry|dnx Nebius\.Registry\.Tool) (?<words>[^`\n]+)")]
    private static partial Regex Shows();

    [GeneratedRegex(@"^\| `[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex FirstColumn();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex Option();
}
