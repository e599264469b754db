using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Nebius.Registry.Copying;

namespace Nebius.Registry.Tests.Copying;

/// <summary>Whatever a registry holds under a tag is copied as it is: docker's formats, artifacts, unknown types, sparse indexes.</summary>
public sealed class ImagesOfAnyKind
{
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    public static TheoryData<string, string, string> Types { get; } = new()
    {
        { DockerManifest, "application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip" },
        { CopyScene.OciManifest, CopyScene.OciConfig, "application/vnd.oci.image.layer.v1.tar+zstd" },
        { CopyScene.OciManifest, "application/vnd.oci.empty.v1+json", "application/spdx+json" },
        { CopyScene.OciManifest, "application/vnd.example.config", "application/x-example; version=1" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task An_image_of_any_media_type_is_copied(string type, string configType, string layerType)
    {
        await using var scene = await CopyScene.StartAsync();
        var config = await scene.PushBlobAsync(scene.North, Encoding.UTF8.GetBytes("{}"), configType);
        var layer = await scene.PushBlobAsync(scene.North, RandomNumberGenerator.GetBytes(500_000), layerType);
        var digest = await scene.PushManifestAsync(
            scene.North, "1.2.3", type, new() { ["schemaVersion"] = 2, ["mediaType"] = type, ["config"] = config, ["layers"] = new JsonArray(layer) });

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Equal((digest, type), (report.Digest, report.MediaType));
        Assert.Null(Assert.Single(report.Targets).Failure);
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }

    [Fact]
    public async Task What_refers_to_an_image_is_copied_with_it_unless_that_is_switched_off()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        var signature = await scene.PushReferrerAsync(scene.North, digest);

        await scene.CopyAsync(
            "1.2.3", [scene.Central], options: new ImageCopyOptions { CopiesReferrers = false });
        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Equal(1, report.Referrers);
        CopyScene.IsWhole(scene.West, signature, signature);
        Assert.Null(scene.Central.FindManifest("app", signature));
    }

    [Fact]
    public async Task A_signature_under_a_tag_of_cosign_is_copied_with_its_tag()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        var tag = digest.Replace(':', '-') + ".sig";
        var signature = await scene.PushImageAsync(scene.North, tag, 100);

        await scene.CopyAsync("1.2.3", [scene.West]);

        CopyScene.IsWhole(scene.West, tag, signature);
    }

    [Fact]
    public async Task The_size_in_a_manifest_that_is_wrong_is_an_error_and_nothing_gets_a_tag()
    {
        await using var scene = await CopyScene.StartAsync();
        var config = await scene.PushBlobAsync(scene.North, Encoding.UTF8.GetBytes("{}"), CopyScene.OciConfig);
        var layer = await scene.PushBlobAsync(scene.North, RandomNumberGenerator.GetBytes(500_000), CopyScene.OciLayer);
        layer["size"] = 400_000;
        await scene.PushManifestAsync(
            scene.North, "1.2.3", CopyScene.OciManifest, new() { ["schemaVersion"] = 2, ["config"] = config, ["layers"] = new JsonArray(layer) });

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(
            () => scene.CopyAsync("1.2.3", [scene.West]));

        Assert.Contains("is longer than its manifest says", error.Message, StringComparison.Ordinal);
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
    }
}
