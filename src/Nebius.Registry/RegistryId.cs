using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>
/// A registry's id, <c>registry-e00abc</c>, and its short form <c>e00abc</c>, which is the first segment of an image's path.
/// The grammar is the public Go SDK's (nid/patterns.go): a routing code of three characters, then the rest.
/// </summary>
internal static partial class RegistryId
{
    private const string Prefix = "registry-";

    /// <summary>Reads an id in either form.</summary>
    /// <param name="text">What the user typed.</param>
    /// <returns>The short form.</returns>
    /// <exception cref="NebiusRegistryException">The text isn't a registry ID.</exception>
    public static string Shorten(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shortId = WithoutPrefix(text.Trim());
        var isAnotherResource = shortId.StartsWith("project-", StringComparison.Ordinal)
            || shortId.StartsWith("tenant-", StringComparison.Ordinal);
        return Grammar().IsMatch(shortId) && !isAnotherResource && !SecretShapes.IsSecret(shortId)
            ? shortId
            : throw new NebiusRegistryException(
                MessageCodes.InvalidRegistryId,
                $"'{Redactor.Address(text)}' isn't a registry ID. Expected: registry-e00abc or e00abc, not the registry's name or the "
                + "project's ID. List your registries:\n  nebius registry list --parent-id <project-id>");
    }

    /// <summary>Tells whether a path's segment is a registry id, as far as that can be told from its looks.</summary>
    /// <param name="segment">The first segment of a repository.</param>
    /// <returns>True for <c>registry-...</c> and for what begins with a routing code, such as <c>e00</c> or <c>u00</c>.</returns>
    public static bool IsLikely(string segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return segment.StartsWith(Prefix, StringComparison.Ordinal) || Likely().IsMatch(segment);
    }

    // Only the leading "registry-": the rest of an id may hold hyphens.
    internal static string WithoutPrefix(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : id;

    [GeneratedRegex(@"\A[a-z][a-z0-9]{2}[a-z0-9-]{0,71}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    // Every routing code seen in public is a letter, a zero and a digit; the grammar alone would also match "backend".
    [GeneratedRegex(@"\A[a-z]0[0-9][a-z0-9-]*[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Likely();
}
