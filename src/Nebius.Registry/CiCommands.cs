using System.Net;
using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>
/// Breaks up what a CI system would take for a command: <c>::name::</c> and <c>##[name]</c> (GitHub Actions), <c>##vso[...]</c> and
/// <c>##[...]</c> (Azure Pipelines, anywhere in a line), <c>##teamcity[...]</c>. A space is put into their markers, so that they
/// can still be read.
/// </summary>
internal static partial class CiCommands
{
    private const int LongestAddress = 45;

    /// <summary>Breaks up the commands in one line.</summary>
    /// <param name="text">A line without control characters and without invisible characters.</param>
    public static string Break(string text)
    {
        var line = Signs().Replace(text, "# ");
        return DoubleColon().Replace(line, colon => IsInAddress(line, colon.Index) ? colon.Value : ": ");
    }

    // [::1]:5000 and fe80::1 are addresses. GitHub looks for its commands where a line begins.
    private static bool IsInAddress(string line, int colon)
    {
        var (start, end) = (colon, colon + 1);
        while (start > 0 && colon - start < LongestAddress && IsOfAddress(line[start - 1]))
        {
            start--;
        }

        while (end < line.Length && end - colon < LongestAddress && IsOfAddress(line[end]))
        {
            end++;
        }

        var beginsLine = line.AsSpan(start).StartsWith("::") && line.AsSpan(0, start).IsWhiteSpace();
        var goesOn = end < line.Length && line[end] is ('-' or '_' or '=');
        return !beginsLine && !goesOn && IPAddress.TryParse(line.AsSpan(start, end - start).TrimEnd(".:"), out _);
    }

    private static bool IsOfAddress(char character) => char.IsAsciiLetterOrDigit(character) || character is ':' or '.';

    // Any word between them: CI systems learn new commands, and do not look at case.
    [GeneratedRegex(@"#(?=#\s*[\w.-]*\s*\[)", RegexOptions.CultureInvariant)]
    private static partial Regex Signs();

    [GeneratedRegex(":(?=:)", RegexOptions.CultureInvariant)]
    private static partial Regex DoubleColon();
}
