using System.Text.RegularExpressions;

namespace Nebius.Registry.Preflight;

/// <summary>An image's full name, <c>host/repository:tag</c> or <c>host/repository@digest</c>, in its parts.</summary>
/// <param name="Registry">The host as it is written.</param>
/// <param name="Repository">The repository's path.</param>
/// <param name="Reference">The digest, or else the tag, or else <c>latest</c>.</param>
internal sealed partial record ImageReference(string Registry, string Repository, string Reference)
{
    /// <summary>Reads an image's name.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <returns>The parts; null when the text names no host: such an image is Docker Hub's.</returns>
    public static ImageReference? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Form().Match(text.Trim());
        return match.Success
            ? new ImageReference(match.Groups["host"].Value, match.Groups["repository"].Value, ReferenceOf(match))
            : null;
    }

    private static string ReferenceOf(Match match) => match.Groups["digest"] is { Success: true } digest ? digest.Value
        : match.Groups["tag"] is { Success: true } tag ? tag.Value
        : "latest";

    // The first part is a host when it has a dot or a port, or is localhost: https://github.com/distribution/reference
    [GeneratedRegex(
        @"\A(?<host>localhost(?::[0-9]+)?|[^/@\s]+[.:][^/@\s]+)/(?<repository>[^:@\s]+)(?::(?<tag>[^@\s]+))?(?:@(?<digest>[^\s]+))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
