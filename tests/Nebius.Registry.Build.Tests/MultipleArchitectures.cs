using System.Text;
using System.Text.Json;
using Nebius.Registry.Build.Tests.Infrastructure;

namespace Nebius.Registry.Build.Tests;

/// <summary>The project is built again for each architecture, and each of these builds has an environment of its own.</summary>
public sealed class MultipleArchitectures(PackedPackages packages)
{
    [Theory]
    [InlineData("-m:4")]
    [InlineData("-mt")]
    [InlineData("-graph")]
    public async Task The_index_and_each_image_are_pushed(string how)
    {
        await using var scene = await Scene.StartAsync(packages);
        var baseImage = await scene.SeedBaseImageAsync(scene.NorthRegistry);
        scene.AddConsole("app", Projects.TwoArchitectures);

        var published = await scene.PublishAsync("app", scene.WithStaticKey, how, $"-p:ContainerBaseImage={baseImage}");

        var index = published.Pushed(scene.WestRegistry, "app");
        Assert.Equal(["amd64", "arm64"], ArchitecturesOf(index.Content.AsSpan()));
        Assert.All(index.Manifests, digest => Assert.NotNull(scene.WestRegistry.FindManifest("app", digest)));
        Assert.Equal(
            ["latest", "latest-linux-arm64", "latest-linux-x64"], scene.WestRegistry.Content.Tags("app").Order(StringComparer.Ordinal));
        Assert.Single(published.Output.Split('\n'), line => line.Contains("Nebius: push to", StringComparison.Ordinal));
        Assert.Single(published.Output.Split('\n'), line => line.Contains("Nebius: base image from", StringComparison.Ordinal));
        Assert.Empty(scene.World.Requests.To("mcr.microsoft.com"));
    }

    private static IEnumerable<string?> ArchitecturesOf(ReadOnlySpan<byte> index)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(index));
        return [.. document.RootElement.GetProperty("manifests").EnumerateArray()
            .Select(manifest => manifest.GetProperty("platform").GetProperty("architecture").GetString()).Order()];
    }
}
