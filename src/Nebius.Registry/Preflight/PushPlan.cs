using System.Text.RegularExpressions;

namespace Nebius.Registry.Preflight;

/// <summary>
/// What a build is about to push and to pull, as far as registries are concerned that get a credential from this library.
/// </summary>
internal sealed record PushPlan
{
    /// <summary>Gets the registry that is pushed to; null when it gets no credential from here.</summary>
    public RegistryHost? Host { get; init; }

    /// <summary>Gets the repository that is pushed to, such as <c>e00abc/app</c>.</summary>
    public string Repository { get; init; } = string.Empty;

    /// <summary>
    /// Gets a value indicating whether the repository may still become another one: then the registry's answer about it isn't conclusive.
    /// </summary>
    public bool IsGuess { get; init; }

    /// <summary>
    /// Gets the name of the credential that the push uses, when it isn't from this library; then the registry is checked without one.
    /// </summary>
    public string? ForeignCredential { get; init; }

    /// <summary>Gets the registry that the base image is pulled from; null when it gets no credential from here.</summary>
    public RegistryHost? BaseHost { get; init; }

    /// <summary>Gets the base image; used when <see cref="BaseHost"/> is set.</summary>
    public ImageReference? BaseImage { get; init; }

    /// <summary>Gets the text by which two plans are the same.</summary>
    public string Key =>
        $"{Host}/{Repository}{(IsGuess ? "?" : string.Empty)} on "
        + $"{(BaseHost is null ? "another" : $"{BaseHost}/{BaseImage?.Repository}:{BaseImage?.Reference}")}";
}

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
