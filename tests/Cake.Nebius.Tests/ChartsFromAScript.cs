using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>A script packs and pushes charts, with helm and without it.</summary>
public sealed class ChartsFromAScript(PackedPackages packages)
{
    [CakeScript]
    private const string PackAndPush = """
        var package = NebiusHelmPackage("charts/app", new NebiusHelmPackageSettings { OutputDirectory = "artifacts", Version = "1.2.3+b.4" });
        var settings = new NebiusHelmPushSettings { RegistryId = "registry-e00abc" };
        var pushed = NebiusHelmPush(package, "eu-west1", settings);
        Information("install {0} {1}", pushed.Address, pushed.Version);
        Information("again: {0}", NebiusHelmPush(package, "eu-west1", settings).WasThere);
        settings.Repository = "paths";
        Information("directory: {0}", NebiusHelmPush(MakeAbsolute(Directory("charts/app")), "eu-west1", settings).Name);
        Information("of Directory: {0}", NebiusHelmPush(Directory("charts/app"), "eu-west1", settings).Name);
        Information("of File: {0}", NebiusHelmPush(File(package.FullPath), "eu-west1", settings).Name);
        Information("file: {0}", NebiusHelmPush(MakeAbsolute(File("charts/other/Chart.yaml")), "eu-west1", settings).Name);
        Information("directories: {0}", NebiusHelmPush(GetDirectories("charts/*"), "eu-west1", settings).Count);
        Information("files: {0}", NebiusHelmPush(GetFiles("charts/*/Chart.yaml"), "eu-west1", settings).Count);
        settings.Repository = "e00abc/team";
        settings.StepOutput = "charts";
        foreach (var chart in NebiusHelmPush(new[] { "charts/app", "charts/other" }, "cr.eu-west1.nebius.cloud", settings))
        {
            Information("chart {0}", chart);
        }
        """;

    [Fact]
    public async Task A_script_packs_charts_and_pushes_them()
    {
        await using var scene = await SceneAsync();
        var outputs = Path.Join(scene.Secrets, "outputs");

        var ran = await scene.CakeAsync(
            PackAndPush, new Dictionary<string, string?>(scene.WithAuthorizedKey) { ["GITHUB_ACTIONS"] = "true", ["GITHUB_OUTPUT"] = outputs });

        var first = scene.WestRegistry.FindManifest("charts/app", "1.2.3_b.4");
        ran.Succeeds().Says($"install oci://{Scene.West}/e00abc/charts/app 1.2.3+b.4").Says("again: True");
        ran.Says("directory: app").Says("of Directory: app").Says("of File: app").Says("file: other").Says("directories: 2").Says("files: 2");
        Assert.NotNull(first);
        string[] both = [.. new[] { "app", "other" }.Select(name => $"{Scene.West}/e00abc/team/{name}@{scene.WestRegistry.FindManifest($"team/{name}", "0.1.0")!.Digest}")];
        Assert.All(both, reference => ran.Says($"chart {reference}"));
        Assert.Equal([$"charts={string.Join(' ', both)}"], await File.ReadAllLinesAsync(outputs, TestContext.Current.CancellationToken));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        Assert.Empty(Directory.GetDirectories(scene.Temp, "nebius-registry-*"));
    }

    [CakeScript]
    private const string PushByHelm = """NebiusHelmPush("charts/app", "eu-west1", new NebiusHelmPushSettings { RegistryId = "e00abc", UseHelm = true });""";

    [Fact]
    public async Task A_script_pushes_a_chart_with_helm_and_leaves_no_login()
    {
        Tool.Require("helm");
        await using var scene = await SceneAsync();

        var ran = await scene.CakeAsync(PushByHelm, scene.WithStaticKey);

        ran.Succeeds();
        Assert.NotNull(scene.WestRegistry.FindManifest("charts/app", "0.1.0"));
        Assert.False(Directory.Exists(Path.Join(scene.Home, ".config", "helm")));
        Assert.Empty(Directory.GetDirectories(scene.Temp, "nebius-registry-*"));
    }

    [CakeScript]
    private const string Overwrite = """NebiusHelmPush("charts/app", "eu-west1", new NebiusHelmPushSettings { RegistryId = "e00abc", Overwrite = true });""";

    [Fact]
    public async Task A_chart_does_not_replace_an_image_even_with_Overwrite()
    {
        await using var scene = await SceneAsync();
        var image = await scene.World.SeedBaseImageAsync(scene.WestRegistry, "charts/app", "0.1.0", cancellationToken: TestContext.Current.CancellationToken);

        (await scene.CakeAsync(Overwrite, scene.WithStaticKey))
            .FailsWith("NEBIUS1613", image.Digest);

        Assert.Equal(image.Digest, scene.WestRegistry.FindManifest("charts/app", "0.1.0")!.Digest);
    }

    [CakeScript]
    private const string PushToTheRegion = """NebiusHelmPush("charts/app", "eu-west1");""";

    [Fact]
    public async Task A_script_does_not_push_a_chart_that_helm_would_refuse()
    {
        await using var scene = await SceneAsync();
        scene.Write("charts/app/Chart.yaml", "apiVersion: v2\nname: app\nversion: latest\n");

        (await scene.CakeAsync(PushToTheRegion, scene.WithAuthorizedKey)).FailsWith("NEBIUS1601", "isn't a SemVer version");

        Assert.Equal(0, scene.World.Iam.ExchangeCount);
    }

    [CakeScript]
    private const string PushToTheRegistry = """NebiusHelmPush("charts/app", "eu-west1", new NebiusHelmPushSettings { RegistryId = "e00abc" });""";

    [Fact]
    public async Task A_script_does_not_push_a_chart_with_a_key_that_is_refused()
    {
        await using var scene = await SceneAsync();
        scene.World.Iam.Revoke(scene.StaticKey);

        (await scene.CakeAsync(PushToTheRegistry, scene.WithStaticKey))
            .FailsWith("NEBIUS1401");
    }

    private async Task<Scene> SceneAsync()
    {
        var scene = await Scene.StartAsync(packages);
        scene.WriteChart("charts/app", "app", "0.1.0");
        scene.WriteChart("charts/other", "other", "0.1.0");
        return scene;
    }
}
