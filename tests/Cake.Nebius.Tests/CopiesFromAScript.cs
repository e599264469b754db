using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>A script publishes an image and a chart once, and several registries have the same digest.</summary>
public sealed class CopiesFromAScript(PackedPackages packages)
{
    [CakeScript]
    private const string PublishAndCopy = """
        var copyTo = new[] { "eu-north1/registry-e00def" };
        var image = NebiusDotNetPublishContainer("app/app.csproj", "eu-west1", new NebiusDotNetPublishContainerSettings
        {
            RegistryId = "registry-e00abc",
            CopyTo = copyTo,
            Container = new DotNetPublishContainerSettings { ImageTags = new[] { "1.2.3", "latest" } },
            StepOutput = "image",
        });
        Information("pushed: {0}", image);
        Information("copies: {0} with {1} by {2}", string.Join(" ", image.Copies), string.Join("+", image.Copies[0].Tags), image.Copies[0].CredentialSource);
        var chart = NebiusHelmPush("charts/app", "eu-west1", new NebiusHelmPushSettings { RegistryId = "e00abc", CopyTo = copyTo, StepOutput = "chart" });
        Information("charts: {0} {1}", chart, string.Join(" ", chart.Copies.Select(copy => copy.Address)));
        var mirror = NebiusCopyImage("eu-north1/e00def/app:1.2.3", "eu-west1/e00abc/mirror/", new NebiusCopyImageSettings { Tags = new[] { "stable" } });
        Information("mirror: {0} has {1} in {2}", mirror, string.Join("+", mirror.Tags), mirror.Region);
        """;

    [Fact]
    public async Task An_image_and_a_chart_are_published_once_and_copied_with_one_digest()
    {
        await using var scene = await SceneAsync();
        scene.AddConsole("app", package: string.Empty);
        var outputs = Path.Join(scene.Secrets, "outputs");

        var ran = await scene.CakeAsync(
            PublishAndCopy, new Dictionary<string, string?>(scene.WithAuthorizedKey) { ["GITHUB_ACTIONS"] = "true", ["GITHUB_OUTPUT"] = outputs });

        var digest = ran.Pushed(scene.WestRegistry, "app", "1.2.3;latest").Digest;
        Assert.All(["1.2.3", "latest"], tag => Assert.Equal(digest, scene.NorthRegistry.FindManifest("app", tag)?.Digest));
        var (original, copy) = ($"{Scene.West}/e00abc/app@{digest}", $"{Scene.North}/e00def/app@{digest}");
        ran.Says($"pushed: {original}").Says($"copies: {copy} with 1.2.3+latest by AuthorizedKey");
        var chart = scene.WestRegistry.FindManifest("charts/app", "0.1.0")!.Digest;
        Assert.Equal(chart, scene.NorthRegistry.FindManifest("charts/app", "0.1.0")?.Digest);
        ran.Says($"charts: {Scene.West}/e00abc/charts/app@{chart} oci://{Scene.North}/e00def/charts/app");
        Assert.Equal(digest, scene.WestRegistry.FindManifest("mirror/app", "stable")?.Digest);
        ran.Says($"mirror: {Scene.West}/e00abc/mirror/app@{digest} has stable in eu-west1");
        Assert.Equal(
            [
                $"image={original}", $"image_eu_west1={original}", $"image_eu_north1={copy}", $"chart={Scene.West}/e00abc/charts/app@{chart}",
                $"chart_eu_west1={Scene.West}/e00abc/charts/app@{chart}", $"chart_eu_north1={Scene.North}/e00def/charts/app@{chart}",
            ],
            await File.ReadAllLinesAsync(outputs, TestContext.Current.CancellationToken));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        Assert.Empty(Directory.GetDirectories(scene.Temp, "nebius-registry-*"));
    }

    [CakeScript]
    private const string CopyToARefusingRegistry = """
        var failures = new List<string>();
        try { NebiusCopyImage("eu-west1/e00abc/app:1", new[] { "eu-north1/e00zzz", "eu-north1/e00def" }); }
        catch (CakeException error) { failures.Add(error.Message.Split(':')[0]); }
        Information("failures: {0}", string.Join(" ", failures));
        NebiusHelmPush("charts/app", "eu-west1", new NebiusHelmPushSettings { RegistryId = "e00abc", CopyTo = new[] { "eu-north1/e00zzz", "eu-north1/e00def" } });
        """;

    [Fact]
    public async Task A_registry_that_refuses_copies_of_an_image_is_reported_last_and_one_that_refuses_charts_before_they_are_pushed()
    {
        await using var scene = await SceneAsync();
        await scene.World.SeedBaseImageAsync(scene.WestRegistry, "app", "1", cancellationToken: TestContext.Current.CancellationToken);

        var ran = await scene.CakeAsync(CopyToARefusingRegistry, scene.WithStaticKey);

        ran.Says("failures: NEBIUS1403").FailsWith("NEBIUS1403", "The copy to 'eu-north1/e00zzz' (CopyTo) can't work.");
        Assert.NotNull(scene.NorthRegistry.FindManifest("app", "1"));
        Assert.All([scene.WestRegistry, scene.NorthRegistry], registry => Assert.Null(registry.FindManifest("charts/app", "0.1.0")));
    }

    private async Task<Scene> SceneAsync()
    {
        var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.WriteChart("charts/app", "app", "0.1.0");
        return scene;
    }
}
