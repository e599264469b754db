using System.Text.RegularExpressions;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Texts;

/// <summary>Each section of docs/messages.md begins with the message itself, so that a search for its words finds it.</summary>
public sealed partial class MessagesPage
{
    // At least this share of the word pairs is in the source. The others are values without quotation marks, or words beside one.
    private const double LeastShared = 0.65;

    public static TheoryData<string, string> Sentences
    {
        get
        {
            var sentences = new TheoryData<string, string>();
            foreach (Match section in Section().Matches(RepositoryFiles.Read("docs/messages.md")))
            {
                sentences.Add(section.Groups["code"].Value, string.Join(' ', section.Groups["sentence"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            }

            return sentences;
        }
    }

    // Without their values, these sentences have too few words to compare.
    private static string[] Exempt => ["NEBIUS1005", "NEBIUS1309", "NEBIUS1404"];

    private static Lazy<HashSet<(string First, string Second)>> Source { get; } = new(() =>
    {
        var texts = RepositoryFiles.ReadAll(".cs", ".targets").Where(file => file.Key.StartsWith("src/", StringComparison.Ordinal)).Select(file => file.Value);
        var joined = Concatenation().Replace(string.Join('\n', texts), string.Empty).Replace("\\\"", "\"", StringComparison.Ordinal).Replace("&quot;", "\"", StringComparison.Ordinal);
        return [.. Pairs(Interpolation().Replace(joined, " . "))];
    });

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_section_begins_with_the_first_sentence_of_its_message(string code, string sentence)
    {
        if (Exempt.Contains(code))
        {
            return;
        }

        var pairs = ExampleValue().Split(sentence).SelectMany(Pairs).ToArray();

        var missing = pairs.Where(pair => !Source.Value.Contains(pair)).ToArray();
        Assert.True(pairs.Length - missing.Length >= LeastShared * pairs.Length, $"{code}: not in the source: {string.Join(", ", missing)}");
    }

    private static IEnumerable<(string First, string Second)> Pairs(string text)
    {
        string? last = null;
        foreach (Match token in Token().Matches(text))
        {
            var word = char.IsLetter(token.Value[0]) ? token.Value.ToUpperInvariant() : null;
            if (word is not null && last is not null)
            {
                yield return (last, word);
            }

            last = word ?? (token.Value is "," or "\"" ? last : null);
        }
    }

    [GeneratedRegex(@"^### (?<code>NEBIUS[0-9]{4})\n\*\*(?<sentence>.+?)\*\*", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"""\s*\+\s*\$?""")]
    private static partial Regex Concatenation();

    [GeneratedRegex(@"\{[^{}\n]*(\{[^{}\n]*\}[^{}\n]*)*\}")]
    private static partial Regex Interpolation();

    // In quotation marks or parentheses, or with a digit or a sign in it.
    [GeneratedRegex(@"(?<![A-Za-z])'[^']*'(?![A-Za-z])|""[^""]*""|\([^)]*\)|\S*[\d./_@:-]\S*\w\S*")]
    private static partial Regex ExampleValue();

    [GeneratedRegex(@"[A-Za-z][A-Za-z']*|[^\sA-Za-z']")]
    private static partial Regex Token();
}
