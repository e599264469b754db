using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Iam;

/// <summary>
/// Reads JSON that a vault, a shell or a CI system has changed on its way: line breaks in strings, escaped quotes, JSON in a JSON string,
/// base64. It is for documents without backslashes or quotes of their own, such as an authorized key, so that each change can be undone.
/// </summary>
internal static partial class MangledJson
{
    // A document in a JSON string, that in base64, and that in a JSON string again.
    private const int MostLayers = 4;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly Func<string, string?>[] Repairs =
    [
        EscapeLineBreaks, UnescapeQuotes, DecodeBase64, DecodePercent, DecodeHtml, StraightenQuotes, CutOut,
    ];

    /// <summary>Reads a document.</summary>
    /// <param name="text">The text as it was found.</param>
    /// <returns>The document, which the caller disposes; null when the text is no JSON, and no known change makes it JSON.</returns>
    public static JsonDocument? Parse(string text) => Parse(text, MostLayers);

    private static JsonDocument? Parse(string text, int layers)
    {
        var trimmed = CredentialText.Trim(text);
        if (TryParse(trimmed) is { } document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.String || layers == 0)
            {
                return document;
            }

            using (document)
            {
                return Parse(document.RootElement.GetString()!, layers - 1);
            }
        }

        return layers == 0 ? null : Repairs
            .Select(repair => repair(trimmed))
            .Where(repaired => repaired is not null && repaired != trimmed)
            .Select(repaired => Parse(repaired!, layers - 1))
            .FirstOrDefault(repaired => repaired is not null);
    }

    private static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Lenient);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }

    // Real line breaks within strings become \n again, and the two characters \n between the strings go away.
    private static string? EscapeLineBreaks(string text)
    {
        if (text is not ['{', ..])
        {
            return null;
        }

        var repaired = new StringBuilder(text.Length);
        var isInString = false;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            isInString ^= character == '"';
            if (character == '\\')
            {
                i++;
                repaired.Append(isInString ? $"\\{next}" : next is 'n' or 'r' or 't' ? " " : $"\\{next}");
            }
            else
            {
                repaired.Append(isInString && char.IsControl(character) ? Escaped(character) : character.ToString());
            }
        }

        return repaired.ToString();
    }

    private static string Escaped(char character) => character switch
    {
        '\n' => "\\n",
        '\r' => string.Empty,
        '\t' => " ",
        _ => character.ToString(),
    };

    // {\"subject-credentials\": ...}, which is the inside of a JSON string.
    private static string? UnescapeQuotes(string text)
    {
        if (!EscapedQuote().IsMatch(text))
        {
            return null;
        }

        var inside = text.Replace("\r", string.Empty, StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\t", " ", StringComparison.Ordinal);
        using var document = TryParse($"\"{inside}\"");
        try
        {
            return document?.RootElement.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    private static string? DecodeBase64(string text)
    {
        if (!Base64().IsMatch(text))
        {
            return null;
        }

        var standard = LineBreaks().Replace(text, string.Empty).Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var decoded = CredentialText.FromBase64(standard.PadRight((standard.Length + 3) / 4 * 4, '='));

        // PowerShell's Unicode encoding has a zero after each of these characters, and a byte order mark.
        return decoded?.Replace("\0", string.Empty, StringComparison.Ordinal).TrimStart('\uFFFD');
    }

    private static string? DecodePercent(string text) =>
        text.StartsWith("%7B", StringComparison.OrdinalIgnoreCase) || text.StartsWith("%22", StringComparison.Ordinal)
            ? Uri.UnescapeDataString(text)
            : null;

    private static string? DecodeHtml(string text) => HtmlQuote().IsMatch(text) ? WebUtility.HtmlDecode(text) : null;

    // The quotes of a word processor, and those of a dictionary that Python prints.
    private static string? StraightenQuotes(string text)
    {
        var straight = text.Replace('\u201C', '"').Replace('\u201D', '"');
        return straight.Contains('"', StringComparison.Ordinal) ? straight : straight.Replace('\'', '"');
    }

    // The document alone: without export X= before it, or the fences of Markdown around it.
    private static string? CutOut(string text)
    {
        var (start, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        return Prefix().Match(text) is { Success: true, Length: var length } && start >= length && end > start
            ? text[length..(end + 1)]
            : null;
    }

    [GeneratedRegex(@"\A\{?(?:\s|\\[nrt])*\\+(?:""|u0022)", RegexOptions.CultureInvariant)]
    private static partial Regex EscapedQuote();

    [GeneratedRegex(@"\A[A-Za-z0-9+/_=\s-]+(?:\\[rn][A-Za-z0-9+/_=\s-]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Base64();

    [GeneratedRegex(@"\s|\\[rn]", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreaks();

    [GeneratedRegex("&(?:quot|#34|#x22);", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HtmlQuote();

    [GeneratedRegex(
        @"\A(?:```\w*\s*|(?:export\s+|set\s+)?\w+\s*[=:](?>\s*)[|>]?-?(?>\s*)['""]?)(?=\\?(?>["" ]*)\{)", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
