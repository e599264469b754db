using System.Text.RegularExpressions;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests;

/// <summary>A namespace uses only those before it in this list (the drawing is in CONTRIBUTING.md); the root uses none.</summary>
public sealed partial class Layers
{
    private const string Root = "(root)";

    private static readonly string[] FromBottomToTop =
    [
        Root, "OS", "Net", "Yaml", "Iam", "Oci", "TokenCache", "DockerConfig", "Credentials", "Diagnostics", "StaticKeys", "Preflight",
        "Logins", "Helm", "Copying", "Doctor",
    ];

    private static readonly string Folder = Path.Join(PackedPackages.RepositoryRoot, "src", "Nebius.Registry");

    [Fact]
    public void Each_namespace_of_the_library_has_a_place_in_the_order() => Assert.Equal(
        FromBottomToTop.Where(layer => layer != Root).Order(StringComparer.Ordinal),
        Sources().Select(source => source.Layer).Where(layer => layer != Root).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_namespace_uses_only_those_below_it()
    {
        var sources = Sources().ToArray();
        var types = sources.SelectMany(source => Declaration().Matches(source.Code).Select(match => (Name: match.Groups["name"].Value, source.Layer))).ToLookup(
            type => type.Layer, type => type.Name);

        Assert.NotEmpty(types[Root]);
        Assert.Empty(sources.SelectMany(source => FromBottomToTop[(Array.IndexOf(FromBottomToTop, source.Layer) + 1)..]
            .SelectMany(above => TypesFrom(above, source.Code, types[above].ToHashSet()))
            .Select(type => $"{source.File} uses {type}")));
    }

    // A type of another namespace is either imported or named with its namespace: no project here has global usings.
    private static string[] TypesFrom(string layer, string code, HashSet<string> types)
    {
        var isImported = Regex.IsMatch(code, $@"^using (?:static |\w+ = )?Nebius\.Registry\.{layer}\b", RegexOptions.Multiline);
        var named = Name().Matches(code)
            .Select(name => name.Value.Split('.'))
            .SelectMany(parts => parts.Where((part, i) => types.Contains(part) && (isImported || parts.Take(i).Contains(layer))))
            .Select(type => $"{layer}.{type}")
            .Distinct()
            .ToArray();
        return isImported && named.Length == 0 ? [$"{layer} (imported)"] : named;
    }

    private static IEnumerable<(string File, string Layer, string Code)> Sources() =>
        from path in Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Folder, path).Replace('\\', '/')
        where !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal)
        select (file, file.Contains('/', StringComparison.Ordinal) ? file.Split('/')[0] : Root, Comment().Replace(File.ReadAllText(path), string.Empty));

    [GeneratedRegex(@"\b(?:class|record struct|record|struct|interface|enum|delegate \S+) (?<name>[A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w*(?:\.[A-Z]\w*)*")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
