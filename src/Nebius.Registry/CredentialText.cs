using System.Text;

namespace Nebius.Registry;

/// <summary>Recognizes what a text looks like, so that an error can say "this is a path" without showing the text.</summary>
internal static class CredentialText
{
    // base64 of "-----BEGIN": how a PEM file begins after `base64 -w0`.
    private const string EncodedPemStart = "LS0tLS1CRUdJTi";

    // Longer than any path that a user types; base64 of a key is longer still.
    private const int LongestPath = 1024;

    private static readonly string[] PathStarts = ["/", "~", "./", "../", ".\\", "..\\", "\\\\"];

    private static readonly string[] FileExtensions = [".json", ".pem", ".key", ".txt", ".yaml", ".yml", ".crt", ".cer"];

    /// <summary>Tells whether a text is meant as JSON.</summary>
    public static bool LooksLikeJson(string text) => Trim(text) is ['{', ..] or ['[', ..];

    /// <summary>Tells whether a text is meant as PEM, or as base64 of PEM.</summary>
    public static bool LooksLikePem(string text) =>
        text.Contains("-----BEGIN ", StringComparison.Ordinal) || Trim(text).StartsWith(EncodedPemStart, StringComparison.Ordinal);

    /// <summary>Tells whether a text is meant as the path of a file. The disk is not read.</summary>
    public static bool LooksLikePath(string text)
    {
        var path = Trim(text);
        var isOneLine = path.Length is > 0 and <= LongestPath && !path.AsSpan().ContainsAny('\r', '\n');
        if (!isOneLine || LooksLikeJson(path) || LooksLikePem(path))
        {
            return false;
        }

        var hasDrive = path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/';
        return hasDrive
            || PathStarts.Any(start => path.StartsWith(start, StringComparison.Ordinal))
            || FileExtensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Removes what shells, editors and CI variables add around a value: blanks, a byte order mark, quotes.</summary>
    public static string Trim(string text)
    {
        var trimmed = TrimBlanks(text);
        var isQuoted = trimmed.Length > 1 && trimmed[0] is '"' or '\'' && trimmed[0] == trimmed[^1];
        return isQuoted ? TrimBlanks(trimmed[1..^1]) : trimmed;
    }

    /// <summary>Decodes base64, in one line or many; null when the text is something else.</summary>
    public static string? FromBase64(string text)
    {
        // Some variables keep the line breaks of `base64` as the two characters \n.
        var compact = text.Replace("\\r", string.Empty, StringComparison.Ordinal).Replace("\\n", string.Empty, StringComparison.Ordinal);
        var buffer = new byte[compact.Length];
        return Convert.TryFromBase64String(compact, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : null;
    }

    private static string TrimBlanks(string text) => text.Trim().Trim('\uFEFF').Trim();
}
