using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>An image index with one manifest for each platform, each with one layer.</summary>
internal sealed class BaseImage
{
    private const string IndexMediaType = "application/vnd.oci.image.index.v1+json";
    private const string ManifestMediaType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigMediaType = "application/vnd.oci.image.config.v1+json";
    private const string LayerMediaType = "application/vnd.oci.image.layer.v1.tar+gzip";
    private readonly List<ImmutableArray<byte>> _blobs = [];
    private readonly List<StoredManifest> _manifests = [];
    private readonly JsonArray _descriptors = [];

    /// <summary>Creates an image.</summary>
    /// <param name="layers">The layers by architecture, as in GOARCH: amd64, arm64.</param>
    /// <param name="environment">The environment variables in the configs, <c>NAME=value</c>.</param>
    public BaseImage(IReadOnlyDictionary<string, ImageLayer> layers, IReadOnlyList<string> environment)
    {
        foreach (var (architecture, layer) in layers)
        {
            AddPlatform(architecture, layer, environment);
        }

        Index = Manifest(IndexMediaType, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = IndexMediaType,
            ["manifests"] = _descriptors,
        });
    }

    /// <summary>The environment variables of the images of Microsoft. The .NET SDK makes APP_UID the user of an image.</summary>
    public static IReadOnlyList<string> DefaultEnvironment =>
    [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "APP_UID=1654",
        "ASPNETCORE_HTTP_PORTS=8080",
        "DOTNET_RUNNING_IN_CONTAINER=true",
    ];

    public StoredManifest Index { get; }

    /// <summary>Creates an image without files.</summary>
    public static BaseImage CreateEmpty() => new(
        new Dictionary<string, ImageLayer> { ["amd64"] = ImageLayer.Empty(), ["arm64"] = ImageLayer.Empty() },
        DefaultEnvironment);

    public void PutInto(ContentStore store, string repositoryName, string tag)
    {
        var repository = store.FindOrCreate(repositoryName);
        foreach (var blob in _blobs)
        {
            store.AddBlob(repository, Digest.Sha256(blob.AsSpan()), blob);
        }

        foreach (var manifest in _manifests)
        {
            repository.PutManifest(manifest, tag: null);
        }

        repository.PutManifest(Index, tag);
    }

    private void AddPlatform(string architecture, ImageLayer layer, IReadOnlyList<string> environment)
    {
        var config = Bytes(new JsonObject
        {
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Env"] = new JsonArray([.. environment.Select(variable => JsonValue.Create(variable))]) },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layer.DiffId) },
        });
        var manifest = Manifest(ManifestMediaType, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestMediaType,
            ["config"] = Descriptor(ConfigMediaType, config),
            ["layers"] = new JsonArray(Descriptor(LayerMediaType, layer.Compressed)),
        });
        var descriptor = Descriptor(ManifestMediaType, manifest.Content);
        descriptor["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" };
        _descriptors.Add(descriptor);
        _manifests.Add(manifest);
        _blobs.AddRange([config, layer.Compressed]);
    }

    private static StoredManifest Manifest(string mediaType, JsonObject manifest)
    {
        var content = Bytes(manifest);
        return new StoredManifest(Digest.Sha256(content.AsSpan()), mediaType, content, ManifestReferences.Read(manifest));
    }

    private static JsonObject Descriptor(string mediaType, ImmutableArray<byte> content) => new()
    {
        ["mediaType"] = mediaType,
        ["digest"] = Digest.Sha256(content.AsSpan()),
        ["size"] = content.Length,
    };

    private static ImmutableArray<byte> Bytes(JsonNode node) =>
        ImmutableCollectionsMarshal.AsImmutableArray(JsonSerializer.SerializeToUtf8Bytes(node));
}

/// <summary>A layer: the compressed tar archive, and the digest of the uncompressed one.</summary>
internal sealed record ImageLayer(ImmutableArray<byte> Compressed, string DiffId)
{
    public static ImageLayer Empty() => FromTar(new byte[1024]);

    public static ImageLayer FromTar(byte[] tar)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar);
        }

        return new ImageLayer(ImmutableCollectionsMarshal.AsImmutableArray(compressed.ToArray()), Digest.Sha256(tar));
    }
}
