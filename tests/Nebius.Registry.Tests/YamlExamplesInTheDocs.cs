using System.Text.RegularExpressions;
using Nebius.Registry.Testing;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Tests;

/// <summary>Each YAML example of the documentation is YAML.</summary>
public sealed partial class YamlExamplesInTheDocs
{
    public static TheoryData<string> Pages => [.. Directory
        .EnumerateFiles(Path.Join(PackedPackages.RepositoryRoot, "docs"), "*.md", SearchOption.AllDirectories)
        .Where(page => Example().IsMatch(File.ReadAllText(page)))
        .Select(page => Path.GetRelativePath(PackedPackages.RepositoryRoot, page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_YAML_example_of_a_page_can_be_parsed(string page)
    {
        foreach (Match example in Example().Matches(File.ReadAllText(Path.Join(PackedPackages.RepositoryRoot, page))))
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(example.Groups["text"].Value));

            Assert.NotEmpty(stream.Documents);
        }
    }

    [GeneratedRegex("^```yaml\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
