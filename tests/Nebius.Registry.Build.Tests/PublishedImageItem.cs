using System.Text.Json.Nodes;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The output of a push that later steps of a pipeline read.</summary>
public sealed class PublishedImageItem(PackedPackages packages)
{
    [Fact]
    public async Task The_terminal_logger_shows_the_image_with_its_digest()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp();

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build", "-tl:on");

        published.Succeeds().Says($" {Scene.West}/e00abc/app@{scene.WestRegistry.FindManifest("app", "latest")!.Digest}");
    }

    [Theory]
    [InlineData("linux-x64", "application/vnd.oci.image.manifest.v1+json")]
    [InlineData("linux-x64 and linux-arm64", "application/vnd.oci.image.index.v1+json")]
    public async Task The_published_image_item_describes_the_image_in_the_registry(string architectures, string mediaType)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltConsole("app", "<ContainerImageTags>1.0;stable</ContainerImageTags>", twoArchitectures: architectures != "linux-x64");

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build", "-getItem:NebiusPublishedImage");

        published.Succeeds();
        var manifest = scene.WestRegistry.FindManifest("app", "1.0")!;
        Assert.Equal(manifest.Digest, scene.WestRegistry.FindManifest("app", "stable")?.Digest);
        Assert.Equal(mediaType, manifest.MediaType);
        var items = JsonNode.Parse(published.Output)!["Items"]!["NebiusPublishedImage"]!.AsArray();
        var item = Assert.Single(items)!;
        var expected = new Dictionary<string, string>
        {
            ["Identity"] = $"{Scene.West}/e00abc/app@{manifest.Digest}",
            ["Host"] = Scene.West,
            ["Region"] = "eu-west1",
            ["Repository"] = "e00abc/app",
            ["Tags"] = "1.0;stable",
            ["Digest"] = manifest.Digest,
            ["MediaType"] = mediaType,
            ["CredentialSource"] = "StaticKey",
        };
        Assert.Equal(expected, expected.Keys.ToDictionary(name => name, name => item[name]?.GetValue<string>() ?? "missing"));
    }
}
