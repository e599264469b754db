using System.Net;
using System.Text.RegularExpressions;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Texts;

/// <summary>The pictures in docs/images, which eng/screenshots.sh makes from real output.</summary>
public sealed partial class PicturesInTheDocs
{
    [Theory]
    [InlineData("doctor", "✓ ok  · info  ! warning  ✗ error", "Sources", "IAM", "Registry", "Tools", "Helpers", "NEBIUS1401", "next: ")]
    [InlineData("failed-publish", "error NEBIUS1401: ", "rejected the static key in", "nebius-registry static-key issue")]
    public void A_picture_shows_what_the_programs_print_and_nothing_of_a_machine(string name, params string[] shows)
    {
        foreach (var variant in new[] { "light", "dark" })
        {
            var picture = File.ReadAllText(Path.Join(PackedPackages.RepositoryRoot, "docs", "images", $"{name}-{variant}.svg"));
            var text = WebUtility.HtmlDecode(Tag().Replace(picture, "\n"));

            Assert.All(shows, words => Assert.Contains(words, text, StringComparison.Ordinal));
            Assert.DoesNotMatch("/(tmp|home|root|work|usr|var)/|127\\.0\\.0\\.1|v1\\.|BEGIN ", text);
        }
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
