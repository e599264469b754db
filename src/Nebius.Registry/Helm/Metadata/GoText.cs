using System.Globalization;
using System.Text;

namespace Nebius.Registry.Helm.Metadata;

/// <summary>Formats numbers as Go does: https://pkg.go.dev/strconv#FormatFloat</summary>
internal static class GoNumber
{
    // From 1e6 on, the format 'g' of Go has an exponent; its JSON has one from 1e21 on, and below 1e-6.
    private const int MostDigits = 6;
    private const int MostJsonDigits = 21;
    private const int LeastExponent = -4;
    private const int LeastJsonExponent = -6;

    /// <summary>Returns the shortest text that stands for this number.</summary>
    public static string Shortest(float number) =>
        float.IsNaN(number) ? "NaN"
        : float.IsInfinity(number) ? number > 0 ? "+Inf" : "-Inf"
        : Write(number.ToString("R", CultureInfo.InvariantCulture), LeastExponent, MostDigits, "00");

    /// <summary>Returns a number as JSON: https://github.com/golang/go/blob/go1.18.7/src/encoding/json/encode.go#L575</summary>
    /// <param name="number">A finite number.</param>
    public static string Json(double number) =>
        Write(number.ToString("R", CultureInfo.InvariantCulture), LeastJsonExponent, MostJsonDigits, "0");

    private static string Write(string shortest, int least, int most, string exponentForm)
    {
        var sign = shortest[0] == '-' ? "-" : string.Empty;
        var parts = shortest.TrimStart('-').Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : parts[0].Length;
        var all = parts[0].Replace(".", string.Empty, StringComparison.Ordinal);
        var digits = all.Trim('0');
        if (digits.Length == 0)
        {
            return $"{sign}0";
        }

        // The position of the first significant digit: 1.5 has 0, 15 has 1 and 0.15 has -1.
        var zeros = all.Length - all.TrimStart('0').Length;
        var exponent = point - 1 - zeros + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        if (exponent < least || exponent >= most)
        {
            var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            var size = Math.Abs(exponent).ToString(exponentForm, CultureInfo.InvariantCulture);
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{size}";
        }

        return sign + (exponent < 0
            ? $"0.{new string('0', -exponent - 1)}{digits}"
            : digits.PadRight(exponent + 1, '0').Insert(exponent + 1, ".").TrimEnd('.'));
    }
}

/// <summary>Escapes texts as encoding/json of Go does; no encoder of System.Text.Json escapes the same characters.</summary>
internal static class GoJsonText
{
    /// <summary>Appends a text in quotes.</summary>
    /// <returns>The same builder.</returns>
    public static StringBuilder Append(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => json.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => json.Append(rune.ToString()),
            };
        }

        return json.Append('"');
    }
}

/// <summary>Filters characters as helm does: https://github.com/helm/helm/blob/v3.10.1/pkg/chart/metadata.go</summary>
internal static class Chars
{
    /// <summary>Replaces each kind of white space by a space, and removes characters that can't be printed.</summary>
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

    /// <summary>Tells whether a character is printable in Go.</summary>
    public static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator)
        || rune.Value == ' ';
}
