using System.Globalization;
using System.Text;

namespace Nebius.Registry.Helm;

/// <summary>What helm keeps of the characters of a text: https://github.com/helm/helm/blob/v3.10.1/pkg/chart/metadata.go</summary>
internal static class Chars
{
    /// <summary>Makes every kind of blank a space, and leaves out what cannot be printed.</summary>
    public static string Printable(string? text)
    {
        var kept = new StringBuilder();
        foreach (var rune in (text ?? string.Empty).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                kept.Append(' ');
            }
            else if (IsPrintable(rune))
            {
                kept.Append(rune.ToString());
            }
        }

        return kept.ToString();
    }

    /// <summary>Tells whether Go would print a character.</summary>
    public static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator)
        || rune.Value == ' ';
}
