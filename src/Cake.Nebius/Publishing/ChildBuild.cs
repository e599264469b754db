namespace Cake.Nebius.Publishing;

/// <summary>What a build that we start gets beside what the script set.</summary>
internal sealed record ChildBuild
{
    /// <summary>Gets the properties; an empty one is not set. None is secret: MSBuild logs them.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    /// <summary>Gets the secrets that the script was given, by their environment variables. MSBuild does not log these names.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>Gets variables that name files, with absolute paths, whatever directory the build starts in.</summary>
    public required IReadOnlyDictionary<string, string> Paths { get; init; }

    /// <summary>Gets the file that gets the build's errors.</summary>
    public required string ErrorsFile { get; init; }
}
