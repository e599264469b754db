namespace Nebius.Registry.Copying;

/// <summary>One entry of NebiusCopyTo: another registry for the same images and charts.</summary>
/// <param name="Text">The entry.</param>
/// <param name="Host">The registry's host; null for an entry that is a registry ID alone, whose region the Nebius API knows.</param>
/// <param name="RegistryId">The short form of the registry ID.</param>
/// <param name="Path">The path after the ID; null for none.</param>
internal sealed record CopyDestination(string Text, RegistryHost? Host, string RegistryId, string? Path)
{
    private static string Example => CommandsToType.SetCopyTo("eu-west1/registry-e01abc+us-central1/registry-u00abc");

    /// <summary>Reads the list.</summary>
    /// <param name="list">The entries: <c>eu-west1/registry-e01abc+us-central1/registry-u00abc/team</c>.</param>
    /// <param name="settings">Where trusted hosts are read.</param>
    /// <exception cref="NebiusRegistryException">An entry is empty, isn't valid, or is there twice.</exception>
    public static IReadOnlyList<CopyDestination> ParseAll(string list, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(settings);
        if (SecretShapes.HasUserName(list))
        {
            throw Invalid($"{CommandsToType.CopyTo} {Redactor.HasAtSign}");
        }

        List<CopyDestination> destinations = [.. ListValue.SplitAll(list).Select(entry => Parse(entry, settings))];
        foreach (var (first, second) in Pairs(destinations))
        {
            // The ID of a registry is unique, so an ID alone is the one with a region, too.
            if ((first.RegistryId, first.Path) == (second.RegistryId, second.Path)
                && (first.Host is null || second.Host is null || first.Host == second.Host))
            {
                throw Twice(first, second);
            }
        }

        return destinations;
    }

    /// <summary>Returns the repository of a copy: the same path in another registry.</summary>
    /// <param name="repository">The repository of the original. In a Nebius registry, it begins with a registry ID or an alias.</param>
    /// <param name="from">The registry of the original; null for a Nebius registry.</param>
    public string RepositoryFor(string repository, RegistryHost? from = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var first = repository.IndexOf('/', StringComparison.Ordinal);
        var hasId = first > 0 && (from is null or { Region: not null } || Nebius.Registry.RegistryId.IsLikely(repository[..first]));
        var rest = hasId ? repository[(first + 1)..] : repository;
        return Path is null ? $"{RegistryId}/{rest}" : $"{RegistryId}/{Path}/{rest}";
    }

    /// <summary>Returns all pairs of a list.</summary>
    internal static IEnumerable<(T First, T Second)> Pairs<T>(IReadOnlyList<T> list) =>
        list.SelectMany((first, i) => list.Skip(i + 1).Select(second => (first, second)));

    /// <summary>Returns the error for two entries that are the same registry.</summary>
    internal static NebiusRegistryException Twice(CopyDestination first, CopyDestination second) => new(
        MessageCodes.CopyDestinationTwice,
        first.Text == second.Text
            ? $"{CommandsToType.CopyTo} has '{Redactor.Value(first.Text)}' twice. Remove one of the two."
            : $"{CommandsToType.CopyTo} has '{Redactor.Value(first.Text)}' and '{Redactor.Value(second.Text)}', which are the same "
                + "registry and path. Remove one of the two.");

    private static CopyDestination Parse(string entry, NebiusSettings settings)
    {
        if (entry.Length == 0)
        {
            throw Invalid($"{CommandsToType.CopyTo} has an empty entry.");
        }

        if (entry.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
        {
            throw Invalid($"{Shown(entry)} has a scheme. Remove it.");
        }

        var segments = entry.TrimEnd('/').Split('/');
        var isIdAlone = Nebius.Registry.RegistryId.IsLikely(segments[0]);
        if (segments.Length == 1 && !isIdAlone)
        {
            throw Invalid($"{Shown(entry)} has no registry ID.");
        }

        if (segments.Length > 1 && segments[^1].IndexOfAny([':', '@']) >= 0)
        {
            throw Invalid($"{Shown(entry)} has a tag or digest. Remove it: a copy has those of the push.");
        }

        var (host, id, path) = isIdAlone ? (null, segments[0], segments[1..]) : (ParseHost(entry, settings), segments[1], segments[2..]);
        var folder = string.Join('/', path);
        return folder.Length == 0 || ImageName.IsRepository(folder)
            ? new CopyDestination(entry, host, ParseId(entry, id), folder.Length == 0 ? null : folder)
            : throw Invalid($"{Shown(entry)} has a path that isn't valid. Expected: lower-case letters, digits, '.', '_', '-' and '/'.");
    }

    private static RegistryHost ParseHost(string entry, NebiusSettings settings)
    {
        try
        {
            return RegistryHost.Parse(entry.Split('/')[0], settings);
        }
        catch (NebiusRegistryException error) when (error.Code is MessageCodes.HostNotCanonical or MessageCodes.InvalidRegion)
        {
            var first = entry.Split('/')[0];
            var isHost = first.AsSpan().IndexOfAny('.', ':') >= 0;
            throw Invalid($"{Shown(entry)} doesn't begin with a region or the host of a Nebius registry, so nothing is sent there."
                + (isHost
                    ? $" To trust another host, list it in the environment variable {EnvironmentVariables.TrustedRegistryHosts}."
                    : first.Any(char.IsUpper) ? " A region is in lower case." : string.Empty));
        }
    }

    private static string ParseId(string entry, string id)
    {
        try
        {
            return Nebius.Registry.RegistryId.Shorten(id);
        }
        catch (NebiusRegistryException error) when (error.Code == MessageCodes.InvalidRegistryId)
        {
            throw Invalid($"{Shown(entry)} has no valid registry ID.");
        }
    }

    private static string Shown(string entry) => $"'{Redactor.Value(entry)}' in {CommandsToType.CopyTo}";

    private static NebiusRegistryException Invalid(string what) => new(
        MessageCodes.InvalidCopyDestination, $"{what} Expected: region/registry ID, joined by +:\n  {Example}");
}
