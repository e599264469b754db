using System.Text.RegularExpressions;
using Nebius.Registry.Testing;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Texts;

/// <summary>The READMEs that packages show. How their links change when they are packed is in eng/Packages.targets.</summary>
public sealed partial class ReadmesOfPackages
{
    public static TheoryData<string> Files =>
    [
        "src/Cake.Nebius/README.md",
        "src/Nebius.Registry/README.md",
        "src/Nebius.Registry.Build/README.md",
        "src/Nebius.Registry.Emulator/README.md",
        "src/Nebius.Registry.Tool/README.md",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_link_to_the_repository_begins_at_its_root(string file) =>
        Assert.All(
            Links.In(RepositoryFiles.Read(file)).Where(link => !link.StartsWith("https://", StringComparison.Ordinal)),
            link => Assert.StartsWith("../../", link, StringComparison.Ordinal));

    [Fact]
    public async Task The_code_in_the_README_of_the_library_is_compiled()
    {
        var examples = await DocsExample.OfPageAsync("library.md");
        var code = Code().Matches(RepositoryFiles.Read("src/Nebius.Registry/README.md")).Select(match => match.Groups["code"].Value).ToArray();

        Assert.NotEmpty(code);
        Assert.All(code, example => Assert.Contains(example, examples));
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
