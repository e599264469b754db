namespace Nebius.Registry;

/// <summary>
/// The codes of our messages. <c>NEBIUS1xxx</c> are errors, <c>2xxx</c> warnings that depend only on the project, <c>3xxx</c>
/// warnings that depend on time or environment. A code is never reused; each has a section in docs/messages.md.
/// </summary>
internal static partial class MessageCodes
{
    /// <summary>Returns where a code is explained.</summary>
    /// <param name="code">A code of this class.</param>
    /// <returns>A path relative to the repository and to each of our packages, with a fragment.</returns>
    public static string HelpLink(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return $"docs/messages.md#{code.ToLowerInvariant()}";
    }
}
