using System.Text.RegularExpressions;

namespace Nebius.Registry.Testing;

/// <summary>Links between pages of Markdown, to a page or to one of its headings.</summary>
public static partial class Links
{
    /// <summary>Returns the links that lead nowhere, as "page: link".</summary>
    /// <param name="pages">The pages, and other files that may be linked to, by their paths.</param>
    public static IEnumerable<string> Dead(IReadOnlyDictionary<string, string> pages) =>
        from page in pages
        where page.Key.EndsWith(".md", StringComparison.Ordinal)
        from link in In(page.Value)
        where !link.Contains("://", StringComparison.Ordinal) && !Leads(pages, page.Key, link.Split('#'))
        select $"{page.Key}: {link}";

    /// <summary>Returns where the links and the images of a page lead to.</summary>
    /// <param name="page">The page's Markdown.</param>
    public static IEnumerable<string> In(string page) => Link().Matches(page).Select(match => match.Groups["link"].Value);

    private static bool Leads(IReadOnlyDictionary<string, string> pages, string page, string[] link)
    {
        var target = link[0].Length == 0 ? page : Path.GetRelativePath("/", Path.GetFullPath(Path.Join("/", page, "..", link[0]))).Replace('\\', '/');
        return link.Length == 1
            ? pages.Keys.Any(name => name == target || name.StartsWith(target + "/", StringComparison.Ordinal))
            : pages.TryGetValue(target, out var text) && Heading().Matches(text).Any(heading => Anchor(heading.Groups["title"].Value) == link[1]);
    }

    // The anchors that GitHub makes.
    private static string Anchor(string title) =>
        string.Concat(title.Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_').Select(char.ToLowerInvariant)).Replace(' ', '-');

    [GeneratedRegex(@"(?:(?<!`)\[(?:[^\]\n]|\n(?!\n))+\]\(|<[a-z]+ [^>]*(?:href|src|srcset)="")(?<link>[^)""\s]+)[)""]")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
