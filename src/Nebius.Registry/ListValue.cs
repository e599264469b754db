namespace Nebius.Registry;

/// <summary>Lists as users type them.</summary>
internal static class ListValue
{
    // '+' because MSBuild's command line breaks on ';' and ','; %3B is how MSBuild escapes ';'.
    private static readonly string[] Separators = ["+", ";", ",", "%3B", "%3b"];

    /// <summary>Splits a list at any of the accepted separators.</summary>
    public static IReadOnlyList<string> Split(string value) =>
        value.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Splits a list in which an empty entry is a mistake.</summary>
    public static IReadOnlyList<string> SplitAll(string value) => value.Split(Separators, StringSplitOptions.TrimEntries);
}
