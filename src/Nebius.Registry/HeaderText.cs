using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry;

/// <summary>
/// The one rule for what may stand in an HTTP header: visible ASCII characters, so no blank, no line break and no control character.
/// </summary>
internal static class HeaderText
{
    /// <summary>Tells whether a text may stand in a header. An empty one may.</summary>
    public static bool IsSafe(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('!', '~');

    /// <summary>Tells whether there is a text, and it may stand in a header.</summary>
    public static bool IsToken([NotNullWhen(true)] string? text) =>
        !string.IsNullOrEmpty(text) && IsSafe(text);
}
