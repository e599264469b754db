using System.Text.RegularExpressions;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

public sealed partial class MessagesAreDocumented
{
    [Fact]
    public void Each_message_code_has_a_section_in_the_docs_and_each_section_a_code()
    {
        var inCode = Codes("src", "*.cs").Concat(Codes("src", "*.targets")).Distinct().Order(StringComparer.Ordinal);
        var sections = Section().Matches(Read("docs/messages.md")).Select(match => match.Groups["code"].Value).ToArray();

        Assert.Equal(inCode, sections.Order(StringComparer.Ordinal));
        Assert.Equal(sections.Length, sections.Distinct().Count());
    }

    [Fact]
    public void Warnings_about_time_and_environment_never_become_errors()
    {
        var targets = Read("src/Nebius.Registry.Build/build/Nebius.Registry.Build.Hooks.targets");

        Assert.All(
            Codes("src", "*.cs").Where(code => code.StartsWith("NEBIUS3", StringComparison.Ordinal)),
            code => Assert.Contains($";{code}", targets, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Codes(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Join(PackedPackages.RepositoryRoot, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Value));

    private static string Read(string file) => File.ReadAllText(Path.Join(PackedPackages.RepositoryRoot, file));

    [GeneratedRegex("NEBIUS[0-9]{4}")]
    private static partial Regex Code();

    [GeneratedRegex("^### (?<code>NEBIUS[0-9]{4})$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
