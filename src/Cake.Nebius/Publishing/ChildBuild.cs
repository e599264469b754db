namespace Cake.Nebius.Publishing;

/// <summary>What a build that we start gets beside what the script set.</summary>
internal sealed record ChildBuild
{
    /// <summary>Gets the properties; an empty one is not set. None is secret: MSBuild logs them.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    /// <summary>Gets the file with the secrets that the call was given; null without any.</summary>
    public required string? SecretsFile { get; init; }

    /// <summary>Gets variables of the environment that the secrets take the place of.</summary>
    public required IReadOnlyCollection<string> Replaced { get; init; }

    /// <summary>Gets variables that name files, with absolute paths, whatever directory the build starts in.</summary>
    public required IReadOnlyDictionary<string, string> Paths { get; init; }

    /// <summary>Gets the file that gets the build's errors.</summary>
    public required string ErrorsFile { get; init; }
}
