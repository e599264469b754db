using System.Text.Json.Nodes;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>One publish to eu-west1, and the same digest in the registries of NebiusCopyTo.</summary>
public sealed class CopiesToOtherRegistries(PackedPackages packages)
{
    private const string Central = "cr.us-central1.nebius.cloud";

    private static readonly string[] ChartPush = ["build", "app", "--no-restore", "-t:NebiusHelmPush", "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=registry-e00abc"];

    [Fact]
    public async Task Every_registry_gets_the_image_an_item_an_output_and_a_file_of_values()
    {
        await using var scene = await Scene.StartAsync(packages);
        var central = AddCentral(scene);
        scene.AddBuiltApp("<ContainerImageTags>1.0;stable</ContainerImageTags><NebiusHelmValuesFile>values.yaml</NebiusHelmValuesFile>");
        var outputs = Path.Join(scene.Secrets, "outputs");
        var environment = new Dictionary<string, string?>(scene.WithAuthorizedKey) { ["GITHUB_ACTIONS"] = "true", ["GITHUB_OUTPUT"] = outputs };

        var published = await scene.PublishAsync(
            "app", environment, "--no-build", "-p:NebiusSetStepOutputs=true", "-p:NebiusCopyTo=eu-north1/registry-e00def+registry-u00abc/mirror", "-getItem:NebiusPublishedImage");

        published.Succeeds();
        var digest = scene.WestRegistry.FindManifest("app", "1.0")!.Digest;
        Assert.All(["1.0", "stable"], tag => Assert.Equal(digest, scene.NorthRegistry.FindManifest("app", tag)?.Digest));
        Assert.All(["1.0", "stable"], tag => Assert.Equal(digest, central.FindManifest("mirror/app", tag)?.Digest));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        string[] images = [$"{Scene.West}/e00abc/app@{digest}", $"{Scene.North}/e00def/app@{digest}", $"{Central}/u00abc/mirror/app@{digest}"];
        AreItems(published, images, "AuthorizedKey");
        Assert.Equal(
            [
                $"nebius_image={images[0]}", $"nebius_image_app={images[0]}",
                $"nebius_image_eu_west1={images[0]}", $"nebius_image_app_eu_west1={images[0]}",
                $"nebius_image_eu_north1={images[1]}", $"nebius_image_app_eu_north1={images[1]}",
                $"nebius_image_us_central1={images[2]}", $"nebius_image_app_us_central1={images[2]}",
            ],
            await File.ReadAllLinesAsync(outputs, TestContext.Current.CancellationToken));
        Assert.Equal(
            [("values.eu-north1.yaml", images[1]), ("values.eu-west1.yaml", images[0]), ("values.us-central1.yaml", images[2]), ("values.yaml", images[0])],
            Directory.GetFiles(Path.Join(scene.Workspace, "app"), "values*").Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), ReferenceIn(file))));

        // A failed publish deletes the values files that the package wrote.
        scene.Write("app/values.mine.yaml", "mine: true");
        (await scene.PublishAsync("app", environment, "--no-build", "-p:ContainerBaseImage=mcr.microsoft.com/dotnet/missing:1")).Fails();
        Assert.Equal(["values.mine.yaml"], Directory.GetFiles(Path.Join(scene.Workspace, "app"), "values*").Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_index_is_copied_with_all_its_images()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltConsole("app", "<NebiusCopyTo>eu-north1/e00def</NebiusCopyTo>", twoArchitectures: true);

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build", "-m:2");

        var index = scene.WestRegistry.FindManifest("app", "latest")!;
        published.Succeeds()
            .Says($"Nebius: pushed {Scene.West}/e00abc/app@{index.Digest} (latest)")
            .Says($"Nebius: copied to {Scene.North}/e00def/app@{index.Digest} (latest)");
        var copy = scene.NorthRegistry.FindManifest("app", "latest")!;
        Assert.Equal(index.Digest, copy.Digest);
        var images = JsonNode.Parse([.. copy.Content])!["manifests"]!.AsArray();
        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.NotNull(scene.NorthRegistry.FindManifest("app", (string)image!["digest"]!)));
        Assert.Single(BuildLog.Read(scene.LastBinaryLog).Tasks, task => task == "CopyNebiusImage");
    }

    [Fact]
    public async Task Charts_follow_the_image_to_every_registry()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp("""
            <NebiusHelmPushOnPublish>true</NebiusHelmPushOnPublish>
            <NebiusCopyTo>
              eu-north1/e00def;
              us-central1/registry-u00abc
            </NebiusCopyTo>
            </PropertyGroup><ItemGroup><NebiusHelmChart Include="chart" /></ItemGroup><PropertyGroup>
            """);
        scene.WriteChart("app/chart", "app", "0.1.0");
        var central = AddCentral(scene);

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build", "-getItem:NebiusPublishedChart");

        var digest = scene.WestRegistry.FindManifest("charts/app", "1.0.0")!.Digest;
        Assert.All([scene.NorthRegistry, central], registry => Assert.Equal(digest, registry.FindManifest("charts/app", "1.0.0")?.Digest));
        var items = AreItems(
            published,
            [$"{Scene.West}/e00abc/charts/app@{digest}", $"{Scene.North}/e00def/charts/app@{digest}", $"{Central}/u00abc/charts/app@{digest}"],
            "StaticKey");
        Assert.Equal(
            [$"oci://{Scene.West}/e00abc/charts/app", $"oci://{Scene.North}/e00def/charts/app", $"oci://{Central}/u00abc/charts/app"],
            items.Select(item => (string?)item!["Address"]));
        Assert.NotNull(central.FindManifest("app", "latest"));
    }

    [Fact]
    public async Task A_registry_that_refuses_fails_the_build_after_the_others_have_the_image()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        AddCentral(scene, RegistryRights.Pull);
        scene.AddBuiltApp("""<NebiusHelmPushOnPublish>true</NebiusHelmPushOnPublish></PropertyGroup><ItemGroup><NebiusHelmChart Include="chart" /></ItemGroup><PropertyGroup>""");
        scene.WriteChart("app/chart", "app", "0.1.0");

        var published = await scene.PublishAsync(
            "app", scene.WithStaticKey, "--no-build", "-p:NebiusPreflight=false", "-p:NebiusCopyTo=us-central1/u00abc+eu-north1/e00def");

        published.IsExplained(
            BuildLog.Read(scene.LastBinaryLog),
            "NEBIUS1402",
            $"The push to {Scene.West}/e00abc/app succeeded, but the copy to 'us-central1/u00abc' (NebiusCopyTo) failed: ",
            $"\nTo copy again:\n  nebius-registry copy {Scene.West}/e00abc/app@{scene.WestRegistry.FindManifest("app", "latest")!.Digest} {Central}/u00abc/app:latest");
        Assert.Equal(scene.WestRegistry.FindManifest("app", "latest")!.Digest, scene.NorthRegistry.FindManifest("app", "latest")?.Digest);
        Assert.Null(scene.WestRegistry.FindManifest("charts/app", "1.0.0"));
    }

    [Fact]
    public async Task Copies_are_checked_before_the_build_compiles()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        AddCentral(scene, RegistryRights.Pull);
        scene.AddRestoredApp("""</PropertyGroup><ItemGroup><NebiusHelmChart Include="chart" /></ItemGroup><PropertyGroup>""");
        scene.WriteChart("app/chart", "app", "0.1.0");
        string[] copies = ["-p:NebiusCopyTo=eu-north1/e00def+registry-u00abc"];

        // Only the process that has the typed target in its command line checks before compiling.
        scene.BuildsAlone = true;
        var published = await scene.PublishAsync("app", scene.WithAuthorizedKey, ["--no-restore", .. copies]);
        scene.BuildsAlone = false;

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1402", "The copy to 'registry-u00abc' (NebiusCopyTo) can't work.", "--resource-id registry-u00abc --role editor");
        Assert.DoesNotContain("CoreCompile", log.Targets);
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        Assert.Empty(scene.WestRegistry.Content.Tags("app"));

        var charts = await scene.DotNetAsync([.. ChartPush, .. copies], scene.WithAuthorizedKey);

        charts.Fails().Says("error NEBIUS1402: The copy to 'registry-u00abc' (NebiusCopyTo) can't work.");
        Assert.All([scene.WestRegistry, scene.NorthRegistry], registry => Assert.Empty(registry.Content.Tags("charts/app")));

        (await scene.DotNetAsync([.. ChartPush, .. copies, "-p:NebiusPreflight=false"], scene.WithAuthorizedKey)).Fails().Says("succeeded, but the copy to 'registry-u00abc' (NebiusCopyTo) failed: ");
        var chart = scene.WestRegistry.FindManifest("charts/app", "1.0.0")!.Digest;
        Assert.Equal(chart, scene.NorthRegistry.FindManifest("charts/app", "1.0.0")?.Digest);

        // The next push finds a signature.
        var signature = chart.Replace(':', '-') + ".sig";
        await scene.World.SeedBaseImageAsync(scene.WestRegistry, "charts/app", signature, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var isCopied in new[] { false, true })
        {
            (await scene.DotNetAsync([.. ChartPush, "-p:NebiusCopyTo=eu-north1/e00def", $"-p:NebiusCopyReferrers={isCopied}"], scene.WithAuthorizedKey)).Succeeds();
            Assert.Equal(isCopied, scene.NorthRegistry.FindManifest("charts/app", signature) is not null);
        }
    }

    [Fact]
    public async Task A_build_or_a_publish_that_pushes_nothing_runs_no_task_of_the_package()
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: true);
        scene.AddBuiltApp($"<ContainerRegistry>{Scene.West}</ContainerRegistry><NebiusCopyTo>not even a registry</NebiusCopyTo>");

        foreach (var command in new[] { "build", "publish" })
        {
            (await scene.DotNetAsync([command, "app", "-c", "Release", "--no-restore"], scene.WithStaticKey)).Succeeds();

            var footprint = Footprint.Of(scene);
            Assert.Empty(footprint.Tasks);
            Assert.Empty(footprint.Assemblies);
        }

        Assert.Empty(scene.World.Requests.All);
    }

    private static EmulatedRegistry AddCentral(Scene scene, RegistryRights rights = RegistryRights.Push)
    {
        var central = scene.World.Registries.Add("u00abc", "us-central1");
        central.Grant(scene.Account, rights);
        return central;
    }

    private static JsonArray AreItems(CommandResult published, string[] references, string source)
    {
        published.Succeeds();
        var items = JsonNode.Parse(published.Output)!["Items"]!.AsObject().Single().Value!.AsArray();
        Assert.Equal(references, items.Select(item => (string?)item!["Identity"]));
        Assert.All(items, item =>
        {
            string Of(string name) => (string?)item![name] ?? "missing";

            Assert.Equal(Of("Identity"), $"{Of("Host")}/{Of("Repository")}@{Of("Digest")}");
            Assert.Equal(Of("Host"), $"cr.{Of("Region")}.nebius.cloud");
            Assert.Equal(source, Of("CredentialSource"));
            Assert.Equal(("application/vnd.oci.image.manifest.v1+json", (string?)items[0]!["Tags"]), (Of("MediaType"), Of("Tags")));
        });
        return items;
    }

    private static string ReferenceIn(string values) => File.ReadLines(values).Single(line => line.Contains("reference:", StringComparison.Ordinal)).Split('"')[1];
}
