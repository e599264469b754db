using System.Text.RegularExpressions;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Texts;

/// <summary>What a page tells a reader to set exists, and the examples fit together.</summary>
public sealed partial class NamesInTheDocs
{
    // Variables of this repository's own build and tests, and of pipelines and scripts that a page shows.
    private static readonly string[] OwnVariables =
    [
        "NEBIUS_REGISTRY_PACKAGE_FEED", "NEBIUS_REGISTRY_PACKAGE_FEED_KEY", "NEBIUS_REGISTRY_IMAGE_REGION", "NEBIUS_REGISTRY_IMAGE_REGISTRY_ID",
        "NEBIUS_TESTS_REQUIRE_TOOLS", "NEBIUS_IMAGE", "NEBIUS_KEY", "NEBIUS_KEY_MANAGER_ID", "NEBIUS_STATIC_KEY",
    ];

    // Variables of a pipeline that a page shows.
    private static readonly string[] PipelineVariables = ["NebiusAuthorizedKey", "NebiusStaticKey"];

    // The first letters of the IDs in a region.
    private static readonly (string Region, string Id)[] Regions =
        [("eu-north1", "e00"), ("eu-west1", "e01"), ("eu-north2", "e02"), ("me-west1", "i00"), ("uk-south1", "e03"), ("us-central1", "u00")];

    [Fact]
    public void Every_variable_that_a_page_names_is_read() =>
        RepositoryFiles.AssertNone(Named(Variable()).Where(name =>
            !NebiusSetting.All.Any(setting => setting.Variable == name.Value)
            && !RegionalKey().IsMatch(name.Value)
            && !OwnVariables.Contains(name.Value)));

    [Fact]
    public void Every_property_item_target_alias_and_type_that_a_page_names_exists()
    {
        var targets = RepositoryFiles.ReadAll(".targets", ".props").Where(file => file.Key.StartsWith("src/", StringComparison.Ordinal)).Select(file => file.Value);
        var types = RepositoryFiles.Ending("/PublicAPI.Unshipped.txt").Select(RepositoryFiles.Read);
        var known = targets.Concat(types).SelectMany(text => Property().Matches(text)).Select(match => match.Value)
            .Concat(RepositoryFiles.Ending(".cs").Select(file => Path.GetFileNameWithoutExtension(file)))
            .Concat(NebiusSetting.All.Select(setting => setting.Property).OfType<string>())
            .Concat(PipelineVariables)
            .ToHashSet();

        RepositoryFiles.AssertNone(Named(Property()).Where(name => !known.Contains(name.Value)));
    }

    [Fact]
    public void Every_property_that_a_page_sets_is_read() =>
        RepositoryFiles.AssertNone(Named(SetProperty()).Where(name => !NebiusSetting.All.Any(setting => setting.Property == name.Value)));

    [Fact]
    public void Every_message_code_that_a_page_names_exists()
    {
        var known = RepositoryFiles.Read("src/Nebius.Registry/MessageCodes.cs");

        RepositoryFiles.AssertNone(Named(Code()).Where(name => !known.Contains($"\"{name.Value}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_registry_ID_in_an_example_is_one_of_the_region_beside_it() =>
        RepositoryFiles.AssertNone(
            from file in RepositoryFiles.ReadAll(".md", ".cs", ".targets")
            where !file.Key.StartsWith("tests/", StringComparison.Ordinal)
            from pair in PairsIn(file.Key, file.Value)
            where Array.Exists(Regions, known => known.Region == pair.Region && !pair.Id.StartsWith(known.Id, StringComparison.Ordinal))
            select $"{file.Key}: {pair.Region} and {pair.Id}");

    // Pairs in one path; on a page also in a line or an example that has exactly one region and one ID.
    private static IEnumerable<(string Region, string Id)> PairsIn(string file, string text)
    {
        var paths = InPath().Matches(text).Select(match => (match.Groups["region"].Value, match.Groups["id"].Value));
        var pieces = file.EndsWith(".md", StringComparison.Ordinal) ? text.Split('\n').Concat(Example().Matches(text).Select(match => match.Value)) : [];
        var lines =
            from piece in pieces
            let regions = Region().Matches(piece).Select(match => match.Value).Distinct().ToArray()
            let ids = Id().Matches(piece).Select(match => match.Groups["id"].Value).Distinct().ToArray()
            where regions.Length == 1 && ids.Length == 1
            select (regions[0], ids[0]);
        return paths.Concat(lines);
    }

    private static IEnumerable<(string File, string Value)> Named(Regex name) =>
        from file in RepositoryFiles.ReadAll(".md")
        from Match match in name.Matches(file.Value)
        select (file.Key, match.Groups["name"].Value);

    [GeneratedRegex(@"(?<name>\bNEBIUS_[A-Z0-9_]*[A-Z0-9]\b)")]
    private static partial Regex Variable();

    [GeneratedRegex("^NEBIUS_REGISTRY_STATIC_KEY_[A-Z]{2}_[A-Z]+[0-9](_FILE)?$")]
    private static partial Regex RegionalKey();

    [GeneratedRegex(@"(?<name>\bNebius[A-Z][A-Za-z]+\b)")]
    private static partial Regex Property();

    [GeneratedRegex(@"-p:(?<name>Nebius[A-Za-z]+)")]
    private static partial Regex SetProperty();

    [GeneratedRegex(@"(?<name>\bNEBIUS[0-9]{4}\b)")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b(?<region>[a-z]{2}-[a-z]+[0-9])(?:\.nebius\.cloud)?/(?:registry-)?(?<id>[a-z]0[0-9])")]
    private static partial Regex InPath();

    [GeneratedRegex(@"\b(eu-north1|eu-north2|eu-west1|me-west1|uk-south1|us-central1)\b")]
    private static partial Regex Region();

    [GeneratedRegex(@"\b(?:registry-)?(?<id>[a-z]0[0-9])(?:[a-z0-9]|\.\.\.)")]
    private static partial Regex Id();

    [GeneratedRegex("^```.*?^```|(?:^    [^\n]*\n)+", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
