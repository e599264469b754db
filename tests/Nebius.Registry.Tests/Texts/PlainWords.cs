using System.Text.RegularExpressions;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Texts;

/// <summary>Phrases that a reader stumbles over, with what to write instead. Docs, messages and comments are searched alike.</summary>
public sealed class PlainWords
{
    private static readonly Phrase[] Phrases =
    [
        new(@"(?<!\b[Tt]here )\b[Ii]s no (?!longer|way\b|more\b|need\b|reason\b|such\b)[a-z]", "isn't a ..."),
        new(@"\bare no [a-z]+ (ids|regions|keys)", "aren't ..."),
        new(@"\banew\b", "again"),
        new(@"\b[Ll]ook whether", "Check ..."),
        new(@"\b[Mm]end (it|the)", "Fix ..."),
        new(@"\bbelongs? into\b", "belongs in"),
        new(@"\ba stranger\b", "an anonymous client"),
        new(@"[Aa]sked beforehand|\btold before\b", "(leave out how it was found)"),
        new(@"[Ii]t is written (as|in|hours)", "Expected: ..."),
        new(@"\b(is|are|was|were|be) told (of|that|so|as|once|with|where|and|\.)|\btold as such\b", "is reported, gets an error, a message says"),
        new(@"\bgot anew\b", "renewed"),
        new(@"[Nn]one of Nebius's|\bis none of\b", "isn't a Nebius ..."),
        new(@"\bas well as it goes\b", "as far as possible"),
        new(@"\bto be rid of it\b", "to remove it"),
        new(@"\bcame about\b", "the connection timed out"),
        new(@"\blet us through\b", "the proxy refused the connection"),
        new(@"\bshall stand for\b", "is meant to act as"),
        new(@"\bthat there (is|are)\b", "(say it directly)"),
        new(@"\bhowever it was come\b|\bcome by\b", "however it was found"),
        new(@"\bof somebody else\b|\bthat nobody\b", "another user's, that no one"),
        new(@"\bno word of\b", "says nothing about"),
        new(@"\bin sight\b", "found"),
        new(@"\bdoes not do for\b|\bwill not do\b", "isn't enough, can't be used"),
        new(@"\bwhoever\b|\bwho (asks|types|holds|reads|calls|knows)\b", "anyone who, the caller, if you ..."),
        new(@"\bhas half a\b", "has only a part of"),
        new(@"\b(patience|either)\b(?=\.Token| =|\))", "timeout, linked"),
        new(@"\bwould be made with\b|\bwould say to\b", "(say what was rejected)"),
    ];

    // Every line here is good English, or a text of another program.
    private static readonly (string File, string Text, string Reason)[] Exempt =
    [
    ];

    [Fact]
    public void No_text_reads_as_translated() =>
        RepositoryFiles.AssertNone(
            from file in RepositoryFiles.ReadAll(".cs", ".md", ".targets", ".props", ".cake")
            where !file.Key.EndsWith("/PlainWords.cs", StringComparison.Ordinal)
            from phrase in Phrases
            // Most files have none, and a whole file is searched faster than its lines.
            where phrase.Pattern.IsMatch(file.Value)
            from line in file.Value.Split('\n').Index()
            where phrase.Pattern.IsMatch(line.Item) && !Array.Exists(Exempt, exempt => Covers(exempt, file.Key, line.Item))
            select $"{file.Key}:{line.Index + 1}: {line.Item.Trim()} (instead: {phrase.Instead})");

    [Fact]
    public void Each_exemption_is_still_needed() =>
        Assert.All(Exempt, exempt => Assert.True(
            RepositoryFiles.Read(exempt.File).Split('\n').Any(line => Covers(exempt, exempt.File, line) && Phrases.Any(phrase => phrase.Pattern.IsMatch(line))),
            $"{exempt.File} no longer has: {exempt.Text}"));

    private static bool Covers((string File, string Text, string Reason) exempt, string file, string line) =>
        file == exempt.File && line.Contains(exempt.Text, StringComparison.Ordinal) && exempt.Reason.Length > 0;

    private sealed record Phrase(Regex Pattern, string Instead)
    {
        public Phrase(string pattern, string instead)
            : this(new Regex(pattern), instead)
        {
        }
    }
}
