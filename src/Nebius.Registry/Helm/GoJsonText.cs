using System.Globalization;
using System.Text;

namespace Nebius.Registry.Helm;

/// <summary>Writes texts as Go's encoding/json does; no encoder of System.Text.Json escapes the same characters.</summary>
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
