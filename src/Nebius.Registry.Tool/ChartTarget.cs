using Nebius.Registry.DockerConfig;
using Nebius.Registry.Helm;
using Nebius.Registry.Helm.Metadata;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Tool;

/// <summary>Where <c>helm push</c> pushes to.</summary>
/// <param name="Host">The registry.</param>
/// <param name="RegistryId">Its ID; null when the path begins with it, or with an alias.</param>
/// <param name="Path">The path in front of the chart's name, for <see cref="ChartRepository.Resolve"/>; null for the default.</param>
internal sealed record ChartTarget(RegistryHost Host, string? RegistryId, string? Path)
{
    private const string Oci = "oci://";
    private const string NoPath = "/";

    /// <summary>Separates charts from the registry, which is last, as helm has it.</summary>
    /// <param name="typed">The arguments.</param>
    /// <param name="settings">Where the default registry is read.</param>
    /// <exception cref="UsageException">No chart or no registry was typed.</exception>
    public static (IReadOnlyList<string> Charts, string? Registry) Split(IReadOnlyList<string> typed, NebiusSettings settings)
    {
        if (typed.Any(string.IsNullOrWhiteSpace))
        {
            throw new UsageException("An argument is empty. Is a variable in your script not set?");
        }

        var last = typed[^1];
        if (IsAddress(last) || (typed.Count > 1 && MayBeRegistry(last)))
        {
            return typed.Count > 1
                ? ([.. typed.SkipLast(1)], last)
                : throw new UsageException(
                    "No chart given. Name its directory, or a packed chart:\n"
                    + $"  nebius-registry helm push charts/app {Redactor.Value(last)}");
        }

        return DefaultRegistry.IsSet(settings)
            ? (typed, null)
            : throw new UsageException(
                $"No registry given; '{Redactor.Value(last)}' is taken for a chart. Name the registry last, or set NEBIUS_REGION:\n"
                + $"  nebius-registry helm push {Redactor.Value(typed[0])} eu-north1/e00abc");
    }

    /// <summary>Reads a registry with its ID and the path; without any, the registry of the environment.</summary>
    /// <param name="registry">What was typed; null for the default.</param>
    /// <param name="repository">The path that was typed on its own.</param>
    /// <param name="settings">What the user set.</param>
    /// <param name="cancellationToken">Ends the call of the API that finds the region of a registry ID.</param>
    /// <exception cref="UsageException">It isn't valid, or the path is given twice.</exception>
    public static async Task<ChartTarget> ReadAsync(
        string? registry, string? repository, NebiusSettings settings, CancellationToken cancellationToken)
    {
        if (registry is null)
        {
            var host = await RegistryArgument.DefaultAsync(settings, cancellationToken).ConfigureAwait(false);
            return new ChartTarget(host!, DefaultRegistry.RegistryIdFor(string.Empty, repository, settings)?.Value, repository);
        }

        UsageException.Check(() => RegistryTarget.RefuseUserName(registry));
        var isOci = registry.StartsWith(Oci, StringComparison.OrdinalIgnoreCase);
        var parts = WithoutScheme(registry).Trim('/').Split('/', 2);
        var isId = Nebius.Registry.RegistryId.IsLikely(parts[0]);
        var target = await RegistryArgument.ReadAsync(parts[0], settings, cancellationToken).ConfigureAwait(false);
        var path = isId ? string.Join('/', parts) : parts.Length > 1 ? parts[1] : string.Empty;
        var segments = path.Split('/', 2);
        var id = Nebius.Registry.RegistryId.IsLikely(segments[0]) ? segments[0] : null;
        var folder = id is null ? path : segments.Length > 1 ? segments[1] : string.Empty;
        Check(registry, folder, repository, isOci);
        return new ChartTarget(
            target.Host,
            id ?? (isOci ? null : DefaultRegistry.RegistryIdFor(parts[0], folder.Length > 0 ? folder : repository, settings)?.Value),
            folder.Length > 0 ? folder : isOci ? NoPath : repository);
    }

    private static void Check(string registry, string folder, string? repository, bool isOci)
    {
        if (folder.AsSpan().ContainsAny(':', '@'))
        {
            throw new UsageException(
                $"{MessageCodes.ChartRepositoryInvalid}: '{Redactor.Value(registry)}' has a tag or a digest. A chart's tag is its version; "
                + "to set that, add --version.");
        }

        if (folder.Length > 0 && !ImageName.IsRepository(folder))
        {
            throw new UsageException(
                $"{MessageCodes.ChartRepositoryInvalid}: '{Redactor.Value(folder)}' isn't a valid path. Expected: lower-case letters and "
                + "digits with single . _ - / between, such as eu-north1/e00abc/charts.");
        }

        if (repository is not null && (isOci || folder.Length > 0))
        {
            throw new UsageException(
                $"{MessageCodes.ChartRepositoryInvalid}: '{Redactor.Value(registry)}' has a path, so --repository "
                + $"'{Redactor.Value(repository)}' can't be set too. Remove one of the two.");
        }
    }

    private static string WithoutScheme(string text) =>
        IsAddress(text) ? text[(text.IndexOf("://", StringComparison.Ordinal) + "://".Length)..] : text;

    private static bool IsAddress(string text) =>
        text.StartsWith(Oci, StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    // A chart may have a name of the form of a region (web1), or of a host (my.app); that of a region is taken for the region.
    private static bool MayBeRegistry(string text)
    {
        var first = text.Split('/')[0];
        if (HelperEntries.DocumentedRegions.Contains(first))
        {
            return true;
        }

        var isChart = File.Exists(text) || File.Exists(System.IO.Path.Join(text, ChartMetadataReader.ChartFile))
            || text.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) || first.StartsWith('.') || first.Length == 0;
        return !isChart
            && (RegistryArgument.IsRegion(first)
                || Nebius.Registry.RegistryId.IsLikely(first)
                || first.AsSpan().ContainsAny('.', ':'));
    }
}
