namespace Nebius.Registry.Helm;

/// <summary>
/// The repository of a chart: <c>&lt;short registry ID&gt;/&lt;path&gt;/&lt;chart name&gt;</c>; helm appends the name itself.
/// </summary>
internal static class ChartRepository
{
    /// <summary>The default path.</summary>
    public const string Default = "charts";

    /// <summary>Returns the repository of a chart, by the rules for images.</summary>
    /// <param name="host">The host of the registry, for errors.</param>
    /// <param name="path">The path; empty for <c>charts</c>, and <c>/</c> for the registry itself.</param>
    /// <param name="chartName">The chart's name.</param>
    /// <param name="registryId">The registry ID in either form; null when it isn't set.</param>
    /// <returns>The repository, with the name of the chart.</returns>
    /// <exception cref="NebiusRegistryException">The path has a host, another registry ID, or invalid characters.</exception>
    public static RepositoryPath Resolve(RegistryHost host, string? path, string chartName, string? registryId)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentException.ThrowIfNullOrEmpty(chartName);
        var folder = string.IsNullOrWhiteSpace(path) ? Default : path.Trim();
        if (folder.Contains('@', StringComparison.Ordinal))
        {
            throw Wrong(
                $"The repository of the chart {Redactor.Name(chartName)} has an '@', so it isn't shown here. Expected: the path only, such as "
                + $"{Default}.");
        }

        if (folder.Contains(':', StringComparison.Ordinal)
            || folder.Split('/')[0].EndsWith(".nebius.cloud", StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong(
                $"The repository '{Redactor.Value(folder)}' of the chart {Redactor.Name(chartName)} has a host. Expected: the path only, "
                + $"such as {Default}.");
        }

        folder = folder.Trim('/');
        var id = string.IsNullOrWhiteSpace(registryId) ? null : RegistryId.Shorten(registryId);
        var first = folder.Split('/')[0];
        if (id is not null && RegistryId.IsLikely(first) && RegistryId.WithoutPrefix(first) != id)
        {
            throw new NebiusRegistryException(
                MessageCodes.RegistryIdDisagrees,
                $"The registry ID is '{id}', but the repository '{Redactor.Value(folder)}' of the chart {Redactor.Name(chartName)} "
                + $"begins with '{Redactor.Value(RegistryId.WithoutPrefix(first))}'. Remove one of the two.");
        }

        var repository = RepositoryPath.Resolve(host, folder.Length == 0 ? chartName : $"{folder}/{chartName}", registryId);
        return ImageName.IsRepository(repository.Value)
            ? repository
            : throw Wrong(
                $"The repository '{Redactor.Value(folder, repository.Value)}' of the chart {Redactor.Name(chartName)} isn't valid. "
                + "Expected, in the chart's name and in its repository: lower-case letters and digits with single . _ - between.");
    }

    private static NebiusRegistryException Wrong(string message) => new(MessageCodes.ChartRepositoryInvalid, message);
}
