using System.Globalization;
using System.Text;

namespace Nebius.Registry;

/// <summary>
/// Makes text from outside safe to show: what a server, a proxy or a program said, the name of a file, a value that a user set. The
/// result is one line of bounded length without control characters, commands for a CI system, and anything that is or looks like a
/// secret: servers send back what they were sent.
/// </summary>
internal static class Redactor
{
    /// <summary>Says in an error why a value isn't in it; after the name of the value.</summary>
    public const string HasAtSign =
        "has an '@' that doesn't begin a digest. It isn't shown, because what is before the '@' may be a password.";

    private const int LongestInput = 8 * 1024;
    private const int LongestValue = 400;

    // A piece of a known secret of this length can't be a coincidence.
    private const int Window = 12;

    /// <summary>Redacts a text from outside.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters of it to keep.</param>
    /// <param name="secrets">Secrets that the other side knows; any part of them is removed.</param>
    /// <returns>A line; empty when nothing is left.</returns>
    public static string Clean(string? text, int longest, params IEnumerable<Secret> secrets) =>
        Finish(SecretShapes.RemoveFromForeign(WithoutSecrets(text, secrets)), longest);

    /// <summary>Redacts a name that may be as long and mixed as a secret, but is not one.</summary>
    /// <param name="text">The name.</param>
    /// <param name="longest">How many characters of it to keep.</param>
    /// <param name="secrets">Secrets that may have come into it; any part of them is removed.</param>
    /// <returns>A line; empty when nothing is left.</returns>
    public static string CleanName(string? text, int longest, params IEnumerable<Secret> secrets) =>
        Finish(SecretShapes.RemoveTokens(WithoutSecrets(text, secrets)), longest);

    /// <summary>Redacts a value that a user set; one that looks like a secret is replaced as a whole.</summary>
    /// <param name="value">The value of a variable, a property or an argument.</param>
    /// <returns>A line; <c>[removed]</c> for a secret.</returns>
    public static string Value(string? value) => Value(value, value);

    /// <summary>Redacts what was derived from a value that a user set, such as the absolute path.</summary>
    /// <param name="value">The value as it was set.</param>
    /// <param name="made">What was derived from it.</param>
    /// <returns>A line; <c>[removed]</c> when the value looks like a secret.</returns>
    public static string Value(string? value, string? made) =>
        SecretShapes.IsSecret(value ?? string.Empty) ? SecretShapes.Removed : Name(made);

    /// <summary>Redacts what a user set for a registry or another host: what stands before an '@' may be a password.</summary>
    /// <param name="host">The value of a variable, a property or an argument.</param>
    /// <returns>The host in quotes, or words for one that isn't shown.</returns>
    public static string Host(string? host) =>
        host?.Contains('@', StringComparison.Ordinal) == true ? "a host with a user name" : $"'{Value(host)}'";

    /// <summary>Redacts what a user set for an ID, or for a registry with a repository: it may have a user name.</summary>
    /// <param name="address">The value, before it is split.</param>
    /// <returns>A line; <c>[removed]</c> when it may hold a secret.</returns>
    public static string Address(string address) => SecretShapes.HasUserName(address) ? SecretShapes.Removed : Value(address);

    /// <summary>Redacts the name of a file, or another name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>A line.</returns>
    public static string Name(string? name) =>
        name is { Length: <= LongestValue } && !name.Contains('\n', StringComparison.Ordinal) && SecretShapes.IsPlain(name)
            ? name.Trim()
            : Finish(SecretShapes.RemoveFromMessage(OneLine(name)), LongestValue);

    /// <summary>
    /// Redacts a whole message: the last step before a log or a console. Its line breaks and tabs stay.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <returns>The same lines, each without commands, control characters and secrets.</returns>
    public static string Message(string? message)
    {
        var text = EnvironmentSecrets.RemoveFrom(message ?? string.Empty);
        if (SecretShapes.IsPlain(text))
        {
            return text;
        }

        var lines = SecretShapes.RemoveFromMessage(text).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        return string.Join('\n', lines.Select(line => CiCommands.Break(SecretShapes.RemoveFromMessage(Visible(line, keepsTabs: true)))));
    }

    private static string WithoutSecrets(string? text, IEnumerable<Secret> secrets)
    {
        var line = OneLine(text);
        foreach (var secret in secrets)
        {
            line = Remove(line, secret.Reveal());
        }

        return line;
    }

    private static string Finish(string line, int longest) => Cut(CiCommands.Break(line), longest);

    private static string Cut(string line, int longest)
    {
        if (line.Length <= longest)
        {
            return line;
        }

        var length = longest > 0 && char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest;
        return string.Concat(line.AsSpan(0, length), "...");
    }

    private static string OneLine(string? text) =>
        Visible((text ?? string.Empty).AsSpan()[..Math.Min(text?.Length ?? 0, LongestInput)], keepsTabs: false).Trim();

    private static string Visible(ReadOnlySpan<char> text, bool keepsTabs)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (keepsTabs && rune.Value == '\t')
            {
                line.Append('\t');
            }
            else if (Rune.IsWhiteSpace(rune))
            {
                line.Append(' ');
            }
            else if (!IsHidden(rune))
            {
                line.Append(rune.ToString());
            }
        }

        return line.ToString();
    }

    // Control characters, marks of direction, and invisible characters: a comparison by the rules of a language, as Azure's agent makes
    // it, skips them. https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
    private static bool IsHidden(Rune rune) => rune.Value is
            0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or 0x3164 or 0xFFA0
            or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFFF0 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE0FFF)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;

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
                kept.Append(SecretShapes.Removed);
                position = end + window - 1;
            }
        }

        return kept.ToString();
    }
}
