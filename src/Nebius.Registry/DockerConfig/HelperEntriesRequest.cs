namespace Nebius.Registry.DockerConfig;

/// <summary>Which entries of <c>credHelpers</c> are wanted, and where.</summary>
internal sealed record HelperEntriesRequest
{
    /// <summary>Gets the file, see <see cref="ConfigFilePaths"/>.</summary>
    public required string File { get; init; }

    /// <summary>Gets the registries' hosts.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Gets the helper's name, as it is without <c>docker-credential-</c>.</summary>
    public string Helper { get; init; } = HelperEntries.Ours;

    /// <summary>Gets a value indicating whether another helper's entry is replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>Gets a value indicating whether the entries are taken away again.</summary>
    public bool Removes { get; init; }
}
