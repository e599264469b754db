using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>
/// Between the emulator and Debian's docker-registry, in each direction: skopeo finds the same digest in all registries, and every blob.
/// </summary>
public sealed class CopiesByOtherTools(InstalledTool tool)
{
    private const string Artifact = "application/vnd.oci.artifact.manifest.v1+json";

    // An empty tar as a zstd frame: a header, and one block that repeats a zero 1024 times.
    private static readonly byte[] ZstdLayer = [0x28, 0xB5, 0x2F, 0xFD, 0x60, 0x00, 0x03, 0x03, 0x20, 0x00, 0x00];

    [Fact]
    public async Task What_skopeo_pushed_has_the_same_digest_in_every_registry()
    {
        Testing.Tool.Require("docker-registry", "skopeo");
        await using var scene = await Scene.StartAsync(tool.Packages);
        await using var source = await DebianRegistry.StartWithPasswordAsync("iam", scene.StaticKey.Token, redirectsDownloads: true);
        await using var target = await DebianRegistry.StartWithPasswordAsync("iam", scene.StaticKey.Token);
        var layout = new OciLayout(Path.Join(scene.Workspace, "layout"));
        layout.Tag(layout.AddImage("amd64", RandomNumberGenerator.GetBytes(700_000), []), "oci");
        layout.Tag(layout.AddIndex("amd64", "arm64", "riscv64"), "index");
        var judge = new Judge(scene, source, target);
        await judge.RunAsync($"""
            skopeo copy $to "oci:{layout.Folder}:oci" docker://{source.Host}/e00abc/app:oci
            skopeo copy $to --format v2s2 "oci:{layout.Folder}:oci" docker://{source.Host}/e00abc/app:docker
            skopeo copy $to --all "oci:{layout.Folder}:index" docker://{source.Host}/e00abc/app:index
            """);

        foreach (var tag in new[] { "oci", "docker", "index" })
        {
            var copied = await CopyAsync(scene, [source, target], $"{source.Host}/e00abc/app:{tag}", $"{target.Host}/e01abc", $"{Scene.West}/e00abc");
            copied.Succeeds().Says($"copied {target.Host}/e01abc/app@sha256:").Says($"copied {Scene.West}/e00abc/app@sha256:");
        }

        await judge.SameAsync(["oci", "docker", "index"], $"{source.Host}/e00abc/app", $"{target.Host}/e01abc/app", $"{Scene.West}/e00abc/app");
        Assert.NotEmpty(source.RedirectedDownloads);
        Assert.All(source.RedirectedDownloads, Assert.Null);
    }

    [Fact]
    public async Task What_no_tool_builds_has_the_same_digest_where_the_registry_takes_it()
    {
        Testing.Tool.Require("docker-registry", "skopeo");
        await using var scene = await Scene.StartAsync(tool.Packages);
        await using var target = await DebianRegistry.StartWithPasswordAsync("iam", scene.StaticKey.Token);
        await using var third = await DebianRegistry.StartWithPasswordAsync("iam", scene.StaticKey.Token);
        var north = $"{Scene.North}/{scene.NorthRegistry.Id}/app";
        var judge = new Judge(scene, target, third);
        var deleted = await PushOddImagesAsync(scene);

        (await CopyAsync(scene, [target], $"{north}:odd", $"{target.Host}/e01abc", $"{Scene.West}/e00abc")).Succeeds();
        var elsewhere = $"{target.Host}/e01abc/elsewhere";
        var again = await CopyAsync(scene, [target, third], $"{target.Host}/e01abc/app:odd", $"{third.Host}/e01abc", $"{elsewhere}:odd");
        var artifact = await CopyAsync(scene, [target], $"{north}:artifact", $"{target.Host}/e01abc", $"{Scene.West}/e00abc");
        var sparse = await CopyAsync(scene, [target], $"{north}:sparse", $"{target.Host}/e01abc", $"{Scene.West}/e00abc");

        await judge.SameAsync(["odd"], north, $"{target.Host}/e01abc/app", $"{third.Host}/e01abc/app", elsewhere, $"{Scene.West}/e00abc/app");

        // The registry of the source already has the blobs, and mounts them.
        again.Succeeds().Says("4 of 4 blobs").Says("0 of 4 blobs");
        artifact.Fails().Says($"copied {Scene.West}/e00abc/app@").Says(target.Host).Says("MANIFEST_INVALID");
        await judge.SameDigestAsync(["artifact"], north, $"{Scene.West}/e00abc/app");
        sparse.Fails().Says(deleted).Says(target.Host).Says(Scene.West).DoesNotSay("copied ");
    }

    // Returns the digest of the manifest that the sparse index lists and the registry doesn't have.
    private static async Task<string> PushOddImagesAsync(Scene scene)
    {
        using var push = await RawPush.ToAsync(scene, scene.NorthRegistry, "app");
        var foreign = OciLayout.Describe("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "elsewhere"u8.ToArray());
        foreign["urls"] = new JsonArray("https://example.test/layer");
        var config = await push.BlobAsync("application/vnd.example.config", "{}"u8.ToArray());
        var image = await push.ManifestAsync("odd", new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciLayout.Manifest,
            ["config"] = config,
            ["layers"] = new JsonArray(
                await push.BlobAsync("application/vnd.oci.image.layer.v1.tar+zstd", ZstdLayer),
                await push.BlobAsync("application/x-example; version=1", RandomNumberGenerator.GetBytes(400_000)),
                await push.BlobAsync("application/vnd.example.empty", []),
                foreign),
        });
        await push.ManifestAsync("artifact", new JsonObject
        {
            ["mediaType"] = Artifact,
            ["artifactType"] = "application/vnd.example.sbom",
            ["blobs"] = new JsonArray(await push.BlobAsync("application/spdx+json", "{ }"u8.ToArray())),
        });
        var deleted = await push.ManifestAsync("deleted", new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciLayout.Manifest,
            ["config"] = config.DeepClone(),
            ["layers"] = new JsonArray(),
        });
        await push.ManifestAsync("sparse", new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciLayout.Index,
            ["manifests"] = new JsonArray(image, deleted.DeepClone()),
        });
        await push.DeleteAsync(deleted);
        return deleted["digest"]!.GetValue<string>();
    }

    private Task<CommandResult> CopyAsync(Scene scene, DebianRegistry[] trusted, params string[] names) => scene.RunAsync(
        tool.File,
        ["copy", .. names],
        tool.With(new Dictionary<string, string?>(scene.WithStaticKey)
        {
            ["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = string.Join('+', trusted.Select(registry => registry.Host)),
        }));

    /// <summary>skopeo, with a login at every registry.</summary>
    private sealed class Judge(Scene scene, params DebianRegistry[] registries)
    {
        public async Task<string> RunAsync(string commands)
        {
            var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{scene.StaticKey.Token}"));
            var hosts = registries.Select(registry => registry.Host).Append(Scene.West).Append(Scene.North);
            var auths = new JsonObject { ["auths"] = new JsonObject(hosts.Select(host => KeyValuePair.Create(host, (JsonNode?)new JsonObject { ["auth"] = login }))) };
            var file = Path.Join(scene.Secrets, "auth.json");
            await File.WriteAllTextAsync(file, auths.ToJsonString(), TestContext.Current.CancellationToken);
            var ran = await scene.RunAsync("sh", ["-euc", $"""
                to="--quiet --dest-tls-verify=false"
                from="--quiet --src-tls-verify=false"
                {commands}
                """], new Dictionary<string, string?> { ["REGISTRY_AUTH_FILE"] = file });
            return ran.Succeeds().Output;
        }

        /// <summary>Asserts that the digests are the same, and that a copy by skopeo finds every blob.</summary>
        public async Task SameAsync(string[] tags, params string[] repositories)
        {
            await SameDigestAsync(tags, repositories);
            var pulled = Path.Join(scene.Workspace, "pulled");
            Directory.CreateDirectory(pulled);
            await RunAsync(string.Join('\n', repositories.SelectMany((repository, index) => tags.Select(
                tag => $"skopeo copy $from --all docker://{repository}:{tag} oci:{pulled}/{index}-{tag}"))));
        }

        public async Task SameDigestAsync(string[] tags, params string[] repositories)
        {
            foreach (var tag in tags)
            {
                var digests = await RunAsync(string.Join('\n', repositories.Select(
                    repository => $"skopeo inspect --raw --tls-verify=false docker://{repository}:{tag} | sha256sum")));
                Assert.Equal(repositories.Length, digests.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
                Assert.Single(digests.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct());
            }
        }
    }
}
