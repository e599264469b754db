using System.Text.RegularExpressions;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Several tags, typed in each form that docs/ci/README.md has for a shell.</summary>
public sealed partial class SeveralTags(ServedApp app) : IClassFixture<ServedApp>
{
    [Theory]
    [InlineData("sh")]
    [InlineData("bash")]
    public async Task Each_form_in_the_docs_gives_both_tags(string shell)
    {
        Tool.Require(shell);
        var page = await File.ReadAllTextAsync(
            Path.Join(PackedPackages.RepositoryRoot, "docs", "ci", "README.md"), TestContext.Current.CancellationToken);
        string[] forms = [.. Form().Matches(page).Select(match => match.Groups["command"].Value)];
        Assert.Equal(3, forms.Length);

        foreach (var form in forms)
        {
            var published = await app.Scene.RunAsync(
                shell,
                ["-ec", $"{form} app --no-build -p:NebiusRegion=eu-west1 -p:NebiusRegistryId=e00abc"],
                app.Scene.WithServer(new Dictionary<string, string?>(app.Scene.WithStaticKey) { ["VERSION"] = "1.0" }));

            published.Pushed(app.Scene.WestRegistry, BuiltApp.Repository, "1.0;latest");
        }
    }

    [GeneratedRegex(@"^\| bash[^|]*\| `(?<command>[^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Form();
}
