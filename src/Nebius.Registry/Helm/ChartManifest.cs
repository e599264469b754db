using System.Globalization;
using System.Text;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>
/// A chart as a registry has it: https://helm.sh/docs/topics/registries/#helm-chart-manifest. Byte for byte what helm 3.10 makes; later
/// ones add annotations, with the time of the push among them.
/// </summary>
/// <param name="Config">The chart's metadata as JSON.</param>
/// <param name="Layers">The archive, and its signature if it has one.</param>
internal sealed record ChartManifest(IBlob Config, IReadOnlyList<(string MediaType, IBlob Blob)> Layers)
{
    /// <summary>The manifest's own type, which helm does not write into it.</summary>
    public const string MediaType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>The type of the config, by which a chart is told from anything else.</summary>
    public const string ConfigType = "application/vnd.cncf.helm.config.v1+json";
    private const string ContentType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private const string SignatureType = "application/vnd.cncf.helm.chart.provenance.v1.prov";

    /// <summary>Gets the manifest itself.</summary>
    public IBlob Text => new BlobText(Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"config":{{Descriptor(ConfigType, Config)}},"layers":[{{string.Join(',', Layers.Select(layer => Descriptor(layer.MediaType, layer.Blob)))}}]}"""));

    /// <summary>Gets all that the manifest names.</summary>
    public IEnumerable<IBlob> Blobs => [.. Layers.Select(layer => layer.Blob), Config];

    /// <summary>Makes a chart's manifest.</summary>
    public static ChartManifest Of(ChartPackage package)
    {
        List<(string, IBlob)> layers = [(ContentType, package.Content)];
        if (package.Signature is { } signature)
        {
            layers.Add((SignatureType, signature));
        }

        return new ChartManifest(new BlobText(ChartConfigJson.Write(package.Metadata)), layers);
    }

    /// <summary>Tells whether a manifest in the registry is of the same chart, whoever has written it.</summary>
    public bool IsSame(RemoteManifest remote) =>
        remote.Blobs.Order(StringComparer.Ordinal).SequenceEqual(Blobs.Select(blob => blob.Digest).Order(StringComparer.Ordinal));

    private static string Descriptor(string mediaType, IBlob blob) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"{{mediaType}}","digest":"{{blob.Digest}}","size":{{blob.Size}}}""");
}
