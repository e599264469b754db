using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>Decides by what a tag holds whether a chart may be pushed there. A chart never replaces anything but a chart.</summary>
/// <param name="chart">The chart.</param>
/// <param name="manifest">Its manifest.</param>
/// <param name="overwrites">Whether it may replace another chart.</param>
internal sealed class ChartTag(PublishedChart chart, ChartManifest manifest, bool overwrites)
{
    private const int LongestType = 100;

    private const string DockerSchema1 = "docker.distribution.manifest.v1";

    private static readonly string[] ImageConfigs =
    [
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
    ];

    private string Reference => $"{chart.Host}/{chart.Repository}:{chart.Tag}";

    /// <summary>Looks at what the tag holds.</summary>
    /// <param name="found">What it holds; null for nothing.</param>
    /// <returns>The same chart, which is there already; null when the chart may be pushed.</returns>
    /// <exception cref="NebiusRegistryException">It holds something else.</exception>
    public PublishedChart? Check(RemoteManifest? found)
    {
        if (found is null)
        {
            return null;
        }

        if (Other(found) is { } other)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartTagHoldsOther,
                $"{Reference} holds {other} ({found.Digest}), and a chart replaces nothing but a chart, whatever NebiusHelmOverwrite says. "
                + "The tag was left as it is. Give the chart another repository or version: "
                + $"<NebiusHelmChart Include=\"...\" Repository=\"helm\" />, in Cake Repository = \"helm\"");
        }

        return manifest.IsSame(found) ? chart with { Digest = found.Digest, WasThere = true }
            : overwrites ? null
            : throw new NebiusRegistryException(
                MessageCodes.ChartTagTaken,
                $"{Reference} is in the registry already, and is another chart: there {Redactor.CleanName(found.Digest, 200)}, here {chart.Digest}. "
                + "Give the chart another version, or move the tag to this one: -p:NebiusHelmOverwrite=true, in Cake Overwrite = true.");
    }

    // What is there if it is no chart; null when it is one.
    private static string? Other(RemoteManifest found)
    {
        var type = found.MediaType ?? found.ContentType ?? string.Empty;
        return !found.IsReadable ? "something whose manifest can't be read"
            : found.HasManifests || IsList(found.MediaType) || IsList(found.ContentType) ? "an image for several platforms"
            : ImageConfigs.Contains(found.ConfigType, StringComparer.OrdinalIgnoreCase) ? "a container image"
            : found.ConfigType is null && Has(type, DockerSchema1) ? "a container image"
            : found.ArtifactType is { } artifact && artifact != ChartManifest.ConfigType ? $"an artifact of type '{Shown(artifact)}'"
            : found.ConfigType is { } config && config != ChartManifest.ConfigType ? $"an artifact of type '{Shown(config)}'"
            : found.ConfigType is null || IsOfAnotherKind(found.MediaType) || IsOfAnotherKind(found.ContentType)
                ? $"a manifest of type '{Shown(type)}'"
                : null;
    }

    private static bool IsList(string? type) => Has(type, "image.index") || Has(type, "manifest.list");

    // A registry may call any manifest JSON; a type of a manifest is meant.
    private static bool IsOfAnotherKind(string? type) =>
        Has(type, "manifest") && !string.Equals(type, ChartManifest.MediaType, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string? type, string part) => type?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static string Shown(string type) => Redactor.CleanName(type, LongestType);
}
