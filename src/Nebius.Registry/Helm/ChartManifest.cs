using System.Globalization;
using System.Text;
using Nebius.Registry.Helm.Metadata;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>
/// The manifest of a chart: https://helm.sh/docs/topics/registries/#helm-chart-manifest. It is byte for byte that of helm 3.10; later
/// versions add annotations, among them the time of the push.
/// </summary>
/// <param name="Config">The chart's metadata as JSON.</param>
/// <param name="Layers">The archive, and its signature if there is one.</param>
internal sealed record ChartManifest(IBlob Config, IReadOnlyList<(string MediaType, IBlob Blob)> Layers)
{
    /// <summary>The media type of the manifest, which helm doesn't write into it.</summary>
    public const string MediaType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>The media type of the config, which identifies a chart.</summary>
    public const string ConfigType = "application/vnd.cncf.helm.config.v1+json";
    private const string ContentType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private const string SignatureType = "application/vnd.cncf.helm.chart.provenance.v1.prov";

    /// <summary>Gets the manifest itself.</summary>
    public IBlob Text => new BlobText(Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"config":{{Descriptor(ConfigType, Config)}},"layers":[{{LayerDescriptors}}]}"""));

    private string LayerDescriptors => string.Join(',', Layers.Select(layer => Descriptor(layer.MediaType, layer.Blob)));

    /// <summary>Gets the blobs in the manifest.</summary>
    public IEnumerable<IBlob> Blobs => [.. Layers.Select(layer => layer.Blob), Config];

    /// <summary>Creates the manifest of a chart.</summary>
    public static ChartManifest Of(ChartPackage package)
    {
        List<(string, IBlob)> layers = [(ContentType, package.Content)];
        if (package.Signature is { } signature)
        {
            layers.Add((SignatureType, signature));
        }

        return new ChartManifest(new BlobText(ChartConfigJson.Write(package.Metadata)), layers);
    }

    /// <summary>Tells whether a manifest in the registry has the same chart, also when another client wrote it.</summary>
    public bool IsSame(RemoteManifest remote) =>
        remote.Blobs.Order(StringComparer.Ordinal).SequenceEqual(Blobs.Select(blob => blob.Digest).Order(StringComparer.Ordinal));

    private static string Descriptor(string mediaType, IBlob blob) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"{{mediaType}}","digest":"{{blob.Digest}}","size":{{blob.Size}}}""");
}

/// <summary>Decides whether a chart may be pushed to a tag, given what the tag holds. A chart only ever replaces a chart.</summary>
/// <param name="chart">The chart.</param>
/// <param name="manifest">The manifest of the chart; null for a copy, which has to have the same digest.</param>
/// <param name="overwrites">Whether another chart may be replaced.</param>
internal sealed class ChartTag(PublishedChart chart, ChartManifest? manifest, bool overwrites)
{
    private const int LongestType = 100;

    private const string DockerSchema1 = "docker.distribution.manifest.v1";

    private static readonly string[] ImageConfigs =
    [
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
    ];

    private string Reference => $"{chart.Host}/{chart.Repository}:{chart.Tag}";

    /// <summary>Checks what the tag holds.</summary>
    /// <param name="found">The manifest under the tag; null when the tag doesn't exist.</param>
    /// <returns>The same chart, if the tag already holds it; null when the chart may be pushed.</returns>
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
                $"{Reference} holds {other}, not a chart ({found.Digest}). NebiusHelmOverwrite replaces charts only. The tag was not "
                + "changed. Give the chart another version or another repository (in Cake: Repository = \"helm\"):\n"
                + "  <NebiusHelmChart Include=\"...\" Repository=\"helm\" />");
        }

        return IsSame(found) ? chart with { Digest = found.Digest, WasThere = true }
            : overwrites ? null
            : throw new NebiusRegistryException(
                MessageCodes.ChartTagTaken,
                $"{Reference} already holds another chart. Its digest is {Redactor.CleanName(found.Digest, 200)}, and the digest of this "
                + $"chart is {chart.Digest}. Give this chart another version, or move the tag to it:\n"
                + $"  {CommandsToType.OverwriteChart()}");
    }

    private bool IsSame(RemoteManifest found) => manifest?.IsSame(found) ?? found.Digest == chart.Digest;

    // Describes what the tag holds if it isn't a chart; null when it is one.
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

    // A registry may send any manifest as JSON, so only types of manifests count.
    private static bool IsOfAnotherKind(string? type) =>
        Has(type, "manifest") && !string.Equals(type, ChartManifest.MediaType, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string? type, string part) => type?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static string Shown(string type) => Redactor.CleanName(type, LongestType);
}
