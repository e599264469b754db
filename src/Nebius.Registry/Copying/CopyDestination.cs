namespace Nebius.Registry.Copying;

/// <summary>One entry of NebiusCopyTo: another registry for the same images and charts.</summary>
/// <param name="Text">The entry.</param>
/// <param name="Host">The registry's host; null for an entry that is a registry ID alone, whose region the Nebius API knows.</param>
/// <param name="RegistryId">The short form of the registry ID.</param>
/// <param name="Path">The path after the ID; null for none.</param>
internal sealed record CopyDestination(string Text, RegistryHost? Host, string RegistryId, string? Path)
{
    // '+' as in all lists, because MSBuild's command line breaks on ';' and ','.
    private static readonly string[] Separators = ["+", ";", "%3B", "%3b"];

    /// <summary>Reads the list.</summary>
    /// <param name="list">The entries: <c>eu-west1/registry-e01abc+us-central1/registry-u00abc/team</c>.</param>
    /// <param name="settings">Where trusted hosts are read.</param>
    /// <exception cref="NebiusRegistryException">An entry is empty, isn't valid, or is there twice.</exception>
    public static IReadOnlyList<CopyDestination> ParseAll(string list, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(settings);
        var entries = list.Split(Separators, StringSplitOptions.TrimEntries);
        List<CopyDestination> destinations = [.. entries.Select(entry => Parse(entry, settings))];
        var twice = destinations.GroupBy(entry => (entry.Host, entry.RegistryId, entry.Path)).FirstOrDefault(same => same.Count() > 1);
        return twice is null
            ? destinations
            : throw new NebiusRegistryException(
                MessageCodes.CopyDestinationTwice,
                $"NebiusCopyTo names {Redactor.Value(twice.First().Text)} twice. Remove one of the two.");
    }

    /// <summary>Returns the repository of a copy: the same path in another registry.</summary>
    /// <param name="repository">The repository of the original, which begins with its registry ID or with an alias.</param>
    public string RepositoryFor(string repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var rest = repository[(repository.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return Path is null ? $"{RegistryId}/{rest}" : $"{RegistryId}/{Path}/{rest}";
    }

    private static CopyDestination Parse(string entry, NebiusSettings settings)
    {
        if (entry.Length == 0)
        {
            throw Invalid("NebiusCopyTo has an empty entry");
        }

        var segments = entry.Split('/');
        var isIdAlone = Nebius.Registry.RegistryId.IsLikely(segments[0]);
        var (host, path) = isIdAlone ? (null, segments) : (ParseHost(segments[0], settings), segments[1..]);
        if (path.Length == 0 || path[0].Length == 0)
        {
            throw Invalid($"'{Redactor.Value(entry)}' in NebiusCopyTo has no registry ID");
        }

        var folder = string.Join('/', path[1..]);
        if (folder.Length > 0 && !ImageName.IsRepository(folder))
        {
            throw Invalid($"'{Redactor.Value(entry)}' in NebiusCopyTo has a path that isn't valid");
        }

        return new CopyDestination(entry, host, Nebius.Registry.RegistryId.Shorten(path[0]), folder.Length == 0 ? null : folder);
    }

    private static RegistryHost ParseHost(string text, NebiusSettings settings) =>
        text.Contains('.', StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal)
            ? RegistryHost.Parse(text, settings)
            : RegistryHost.ForRegion(text);

    private static NebiusRegistryException Invalid(string what) => new(
        MessageCodes.InvalidCopyDestination,
        $"{what}. Expected: region/registry ID, joined by +:\n  -p:NebiusCopyTo=eu-west1/registry-e01abc+us-central1/registry-u00abc");
}
