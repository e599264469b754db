using System.Text.RegularExpressions;

namespace Nebius.Registry.Tool.Output;

/// <summary>
/// Colors on a terminal, by the rules of https://no-color.org: none with <c>NO_COLOR</c>, on a terminal that is dumb, or into a pipe.
/// They are added after the text was made harmless, which would remove them.
/// </summary>
internal static partial class TerminalLines
{
    private const string Reset = "\e[0m";
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Yellow = "\e[33m";

    private static readonly string[] SignsOfCi = ["CI", "TF_BUILD", "TEAMCITY_VERSION", "GITHUB_ACTIONS", "BUILD_ID"];

    /// <summary>Returns what colors the lines of a stream; null for none.</summary>
    /// <param name="isRedirected">Whether the stream isn't a terminal.</param>
    public static Func<string, string>? ColorsFor(bool isRedirected) =>
        isRedirected || !CanMoveCursor || Get("NO_COLOR").Length > 0 ? null : Color;

    /// <summary>Gets a value indicating whether terminals understand control sequences, as far as the environment tells.</summary>
    public static bool CanMoveCursor =>
        OperatingSystem.IsWindows() ? Get("WT_SESSION").Length > 0 || Get("TERM").Length > 0 && Get("TERM") != "dumb"
        : Get("TERM") is not ("" or "dumb");

    /// <summary>Gets a value indicating whether a CI system runs this, which keeps each line in its log.</summary>
    public static bool IsInCi => SignsOfCi.Any(name => Get(name) is not ("" or "false" or "0"));

    /// <summary>Colors codes of messages and the marks of the doctor.</summary>
    internal static string Color(string text) => string.Join('\n', text.Split('\n').Select(ColorLine));

    private static string ColorLine(string line)
    {
        var match = Marked().Match(line);
        var color = !match.Success ? null
            : match.Groups["bad"].Success ? Red
            : match.Groups["warning"].Success ? Yellow
            : Green;
        var mark = match.Groups["mark"];
        return color is null ? line : $"{line[..mark.Index]}{color}{mark.Value}{Reset}{line[(mark.Index + mark.Length)..]}";
    }

    private static string Get(string name) => Environment.GetEnvironmentVariable(name) ?? string.Empty;

    [GeneratedRegex(
        @"\A(?:(?<mark>(?:(?<bad>NEBIUS1[0-9]{3})|(?<warning>NEBIUS[23][0-9]{3}|warning)):)|  (?<mark>(?<bad>✗)|(?<warning>!)|✓) )",
        RegexOptions.CultureInvariant)]
    private static partial Regex Marked();
}
