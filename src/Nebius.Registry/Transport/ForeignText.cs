using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Transport;

/// <summary>
/// Makes a server's or proxy's text fit to be shown: one line, of bounded length, without control characters, and without anything
/// that is or looks like a secret. Servers have been seen to send back what they were sent.
/// </summary>
internal static partial class ForeignText
{
    private const string Removed = "[removed]";
    private const int LongestInput = 8 * 1024;

    // A piece of a known secret of this length is no coincidence.
    private const int Window = 12;

    /// <summary>Makes a foreign text fit to be shown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters of it to keep.</param>
    /// <param name="secrets">Secrets that the other side knows; any part of them is removed.</param>
    /// <returns>A line; empty when nothing is left.</returns>
    public static string Clean(string? text, int longest, params IEnumerable<Secret> secrets) => Cut(
        LongRun().Replace(WithoutTokens(text, secrets), match => LooksRandom(match.ValueSpan) ? Removed : match.Value),
        longest);

    /// <summary>Makes a name fit to be shown that is no secret by its nature, and may be as long and mixed as one.</summary>
    /// <param name="text">The name.</param>
    /// <param name="longest">How many characters of it to keep.</param>
    /// <param name="secrets">Secrets that may have come into it; any part of them is removed.</param>
    /// <returns>A line; empty when nothing is left.</returns>
    public static string CleanName(string? text, int longest, params IEnumerable<Secret> secrets) => Cut(WithoutTokens(text, secrets), longest);

    private static string WithoutTokens(string? text, IEnumerable<Secret> secrets)
    {
        var line = OneLine(text ?? string.Empty);
        foreach (var secret in secrets)
        {
            line = Remove(line, secret.Reveal());
        }

        return TokenShapes().Replace(line, Removed);
    }

    private static string Cut(string line, int longest) => line.Length <= longest ? line : string.Concat(line.AsSpan(0, longest), "...");

    private static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, LongestInput)).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                line.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
            {
                line.Append(rune.ToString());
            }
        }

        return line.ToString().Trim();
    }

    private static string Remove(string line, string secret)
    {
        var window = Math.Min(Window, secret.Length);
        var pieces = Enumerable.Range(0, secret.Length - window + 1).Select(start => secret.Substring(start, window)).ToHashSet();
        var kept = new StringBuilder();
        var position = 0;
        while (position < line.Length)
        {
            var end = position;
            while (end + window <= line.Length && pieces.Contains(line.Substring(end, window)))
            {
                end++;
            }

            if (end == position)
            {
                kept.Append(line[position++]);
            }
            else
            {
                kept.Append(Removed);
                position = end + window - 1;
            }
        }

        return kept.ToString();
    }

    // Lower case alone is a repository, a digest or a host name.
    private static bool LooksRandom(ReadOnlySpan<char> run) =>
        run.ContainsAnyInRange('A', 'Z') && run.ContainsAnyInRange('a', 'z') && run.ContainsAnyInRange('0', '9');

    // The shapes that Nebius's own sanitizer knows (github.com/nebius/gosdk proto/tokensanitizer), JWTs and PEM.
    [GeneratedRegex(
        @"(?:\b(?:ne1|nd1)[A-Za-z0-9_=-]{8,}|\bv[01]\.[A-Za-z0-9_=-]{8,}|eyJ[A-Za-z0-9_=-]{8,})(?:\.[A-Za-z0-9_=-]*)*"
        + @"|-----BEGIN [^-]{1,40}-----.*?(?:-----END [^-]{1,40}-----|\z)",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex TokenShapes();

    [GeneratedRegex(@"[A-Za-z0-9+/_=.-]{32,}", RegexOptions.CultureInvariant)]
    private static partial Regex LongRun();
}
