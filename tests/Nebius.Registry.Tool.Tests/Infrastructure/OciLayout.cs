using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>A folder of images for skopeo: https://github.com/opencontainers/image-spec/blob/main/image-layout.md</summary>
internal sealed class OciLayout
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Config = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    private readonly JsonArray _images = [];

    /// <summary>Creates an empty layout.</summary>
    /// <param name="directory">A new folder.</param>
    public OciLayout(string directory)
    {
        Folder = directory;
        Directory.CreateDirectory(Path.Join(directory, "blobs/sha256"));
        File.WriteAllText(Path.Join(directory, "oci-layout"), """{ "imageLayoutVersion": "1.0.0" }""");
    }

    /// <summary>Gets the folder.</summary>
    public string Folder { get; }

    /// <summary>Adds an image.</summary>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="layers">The content of the one file in each layer.</param>
    /// <returns>The descriptor of its manifest.</returns>
    public JsonObject AddImage(string architecture, params byte[][] layers)
    {
        var tars = layers.Select(TarOf).ToArray();
        var config = new JsonObject
        {
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. tars.Select(tar => (JsonNode)DigestOf(tar))]) },
            ["history"] = new JsonArray([.. tars.Select(_ => new JsonObject { ["created_by"] = "a test" })]),
        };
        return Add(Manifest, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["config"] = Add(Config, config),
            ["layers"] = new JsonArray([.. tars.Select(tar => Add(Layer, Gzip(tar)))]),
        });
    }

    /// <summary>Adds an index of images for these architectures, which share a layer.</summary>
    public JsonObject AddIndex(params string[] architectures)
    {
        var shared = RandomNumberGenerator.GetBytes(300_000);
        var manifests = new JsonArray();
        foreach (var architecture in architectures)
        {
            var image = AddImage(architecture, shared, RandomNumberGenerator.GetBytes(1000));
            image["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" };
            manifests.Add(image);
        }

        return Add(Index, new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = Index, ["manifests"] = manifests });
    }

    /// <summary>Names an image.</summary>
    public void Tag(JsonObject descriptor, string tag)
    {
        descriptor["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = tag };
        _images.Add((JsonNode)descriptor);
        var index = new JsonObject { ["schemaVersion"] = 2, ["manifests"] = _images.DeepClone() };
        File.WriteAllText(Path.Join(Folder, "index.json"), index.ToJsonString());
    }

    /// <summary>Returns a digest.</summary>
    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Returns a descriptor.</summary>
    public static JsonObject Describe(string mediaType, byte[] content) =>
        new() { ["mediaType"] = mediaType, ["digest"] = DigestOf(content), ["size"] = content.Length };

    private JsonObject Add(string mediaType, JsonObject content) => Add(mediaType, JsonSerializer.SerializeToUtf8Bytes(content));

    private JsonObject Add(string mediaType, byte[] content)
    {
        File.WriteAllBytes(Path.Join(Folder, "blobs", DigestOf(content).Replace(':', '/')), content);
        return Describe(mediaType, content);
    }

    private static byte[] TarOf(byte[] file)
    {
        using var memory = new MemoryStream();
        using (var writer = new TarWriter(memory, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(file) });
        }

        return memory.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }
}
