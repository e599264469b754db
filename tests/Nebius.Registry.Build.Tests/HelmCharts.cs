using System.Text.Json.Nodes;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A project's charts are packed and pushed by the same build that pushes its image.</summary>
public sealed class HelmCharts(PackedPackages packages)
{
    private const string One = """<NebiusHelmChart Include="chart" />""";

    private static readonly string[] Push = ["build", "app", "--no-restore", "-t:NebiusHelmPush", "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=registry-e00abc"];

    [Fact]
    public async Task A_chart_is_pushed_alone_and_returned_as_an_item()
    {
        await using var scene = await SceneAsync(One);

        var pushed = await scene.DotNetAsync([.. Push, "-p:Version=1.4.0+build.5", "-getItem:NebiusPublishedChart"], scene.WithStaticKey);

        pushed.Succeeds();
        var manifest = scene.WestRegistry.FindManifest("charts/app", "1.4.0_build.5")!;
        var item = Assert.Single(JsonNode.Parse(pushed.Output)!["Items"]!["NebiusPublishedChart"]!.AsArray())!;
        var expected = new Dictionary<string, string>
        {
            ["Identity"] = $"{Scene.West}/e00abc/charts/app@{manifest.Digest}",
            ["Host"] = Scene.West,
            ["Region"] = "eu-west1",
            ["Repository"] = "e00abc/charts/app",
            ["Tags"] = "1.4.0_build.5",
            ["Digest"] = manifest.Digest,
            ["MediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["CredentialSource"] = "StaticKey",
            ["Name"] = "app",
            ["Version"] = "1.4.0+build.5",
            ["Address"] = $"oci://{Scene.West}/e00abc/charts/app",
        };
        Assert.Equal(expected, expected.Keys.ToDictionary(name => name, name => item[name]?.GetValue<string>() ?? "missing"));
        Assert.DoesNotContain("CoreCompile", BuildLog.Read(scene.LastBinaryLog).Targets);
        Assert.Empty(scene.WestRegistry.Content.Tags("app"));
    }

    [Fact]
    public async Task A_wildcard_that_matches_no_chart_is_a_warning_and_one_for_the_file_pushes_the_chart()
    {
        await using var scene = await SceneAsync("""<NebiusHelmChart Include="*" Exclude="*.*" Condition="'$(Files)' == ''" /><NebiusHelmChart Include="*/Chart.yaml" Condition="'$(Files)' == 'true'" />""");

        (await scene.DotNetAsync([.. Push, "-p:Version=3.0.0"], scene.WithStaticKey)).Succeeds().Says("warning NEBIUS2018").Says("charts/*/Chart.yaml");
        (await scene.DotNetAsync([.. Push, "-p:Version=3.0.0", "-p:Files=true"], scene.WithStaticKey)).Succeeds().DoesNotSay("NEBIUS2018");

        Assert.NotNull(scene.WestRegistry.FindManifest("charts/app", "3.0.0"));
    }

    [Fact]
    public async Task A_failed_publish_leaves_no_values_of_an_earlier_image_and_clean_removes_what_was_written()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp("""</PropertyGroup><ItemGroup><NebiusHelmChart Include="chart" /></ItemGroup><PropertyGroup>""");
        scene.WriteChart("app/chart", "app", "1.0.0");
        var values = Path.Join(scene.Workspace, "app/bin/Release/net10.0/nebius-values.yaml");
        var charts = Path.Join(scene.Workspace, "app/obj/charts");
        string[] options = ["--no-build", "-p:NebiusHelmPushOnPublish=true"];

        (await scene.PublishAsync("app", scene.WithStaticKey, options)).Succeeds();
        Assert.True(File.Exists(values) && Directory.Exists(charts));
        (await scene.PublishAsync("app", scene.WithStaticKey, [.. options, "-p:ContainerBaseImage=mcr.microsoft.com/dotnet/missing:1"])).Fails();
        Assert.False(File.Exists(values), "The values of the earlier image are still there.");
        (await scene.DotNetAsync(["clean", "app", "-c", "Release"])).Succeeds();
        Assert.False(Directory.Exists(charts), "The packed charts are still there.");
    }

    [Fact]
    public async Task A_chart_is_pushed_after_the_image_with_its_values_file()
    {
        await using var scene = await SceneAsync(One, "<NebiusHelmPushOnPublish>true</NebiusHelmPushOnPublish><Version>2.0.0</Version>");

        var published = await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build", "-p:ContainerImageTag=2.0.0");

        published.Says($"helm install app oci://{Scene.West}/e00abc/charts/app --version 2.0.0").Pushed(scene.WestRegistry, "app", "2.0.0");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        var digest = scene.WestRegistry.FindManifest("app", "2.0.0")!.Digest;
        Assert.NotNull(scene.WestRegistry.FindManifest("charts/app", "2.0.0"));
        var values = await File.ReadAllTextAsync(Path.Join(scene.Workspace, "app/bin/Release/net10.0/nebius-values.yaml"), TestContext.Current.CancellationToken);
        Assert.Equal(
            $"image:\n  repository: \"{Scene.West}/e00abc/app\"\n  tag: \"2.0.0@{digest}\"\n  digest: \"{digest}\"\n  reference: \"{Scene.West}/e00abc/app@{digest}\"\n",
            values);
    }

    [Fact]
    public async Task Several_charts_are_pushed_with_one_token_exchange()
    {
        await using var scene = await SceneAsync("""
            <NebiusHelmChart Include="chart" Repository="team/charts" />
            <NebiusHelmChart Include="other" Version="Chart.yaml" AppVersion="9" />
            """);
        scene.WriteChart("app/other", "other", "0.3.0");

        (await scene.DotNetAsync(Push, scene.WithAuthorizedKey)).Succeeds();

        Assert.NotNull(scene.WestRegistry.FindManifest("team/charts/app", "1.0.0"));
        Assert.NotNull(scene.WestRegistry.FindManifest("charts/other", "0.3.0"));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    // With the same name and version each would overwrite the other's package.
    [Fact]
    public async Task Two_charts_with_the_same_name_and_version_are_both_pushed()
    {
        await using var scene = await SceneAsync("""
            <NebiusHelmChart Include="chart" Repository="one" />
            <NebiusHelmChart Include="twin" Repository="two" />
            """);
        scene.WriteChart("app/twin", "app", "0.1.0");
        scene.Write("app/twin/values.yaml", "image:\n  repository: twin\n");

        (await scene.DotNetAsync(Push, scene.WithStaticKey)).Succeeds();

        Assert.NotEqual(scene.WestRegistry.FindManifest("one/app", "1.0.0")!.Digest, scene.WestRegistry.FindManifest("two/app", "1.0.0")!.Digest);
    }

    [Fact]
    public async Task A_chart_that_a_target_adds_is_pushed()
    {
        await using var scene = await SceneAsync(string.Empty);
        scene.Write("app/Directory.Build.targets", """
            <Project><Target Name="Mine" BeforeTargets="NebiusHelmPush"><ItemGroup><NebiusHelmChart Include="chart" /></ItemGroup></Target></Project>
            """);

        (await scene.DotNetAsync(Push, scene.WithStaticKey)).Succeeds();

        Assert.NotNull(scene.WestRegistry.FindManifest("charts/app", "1.0.0"));
    }

    [Fact]
    public async Task An_unchanged_chart_is_not_pushed_again_and_a_changed_one_needs_overwriting()
    {
        await using var scene = await SceneAsync(One);
        (await scene.DotNetAsync(Push, scene.WithStaticKey)).Succeeds().Says("Nebius: pushed ");
        (await scene.DotNetAsync(Push, scene.WithStaticKey)).Succeeds().Says("Nebius: unchanged ");
        scene.Write("app/chart/values.yaml", "image:\n  repository: changed\n");

        (await scene.DotNetAsync(Push, scene.WithStaticKey)).Fails().Says("error NEBIUS1604").Says("NebiusHelmOverwrite=true");
        (await scene.DotNetAsync([.. Push, "-p:NebiusHelmOverwrite=true"], scene.WithStaticKey)).Succeeds().Says("Nebius: pushed ");
    }

    [Fact]
    public async Task A_chart_does_not_replace_an_image_even_with_NebiusHelmOverwrite()
    {
        await using var scene = await SceneAsync(One);
        var image = await scene.World.SeedBaseImageAsync(scene.WestRegistry, "charts/app", "1.0.0", cancellationToken: TestContext.Current.CancellationToken);

        (await scene.DotNetAsync([.. Push, "-p:NebiusHelmOverwrite=true"], scene.WithStaticKey)).Fails().Says("error NEBIUS1613").Says(image.Digest);

        Assert.Equal(image.Digest, scene.WestRegistry.FindManifest("charts/app", "1.0.0")!.Digest);
    }

    [Fact]
    public async Task A_chart_of_a_project_with_several_frameworks_is_pushed()
    {
        await using var scene = await SceneAsync(One, "<TargetFramework></TargetFramework><TargetFrameworks>net10.0</TargetFrameworks>");

        (await scene.DotNetAsync([.. Push, "-p:Version=3.0.0"], scene.WithStaticKey)).Succeeds();

        Assert.NotNull(scene.WestRegistry.FindManifest("charts/app", "3.0.0"));
    }

    [Fact]
    public async Task A_chart_is_pushed_to_the_registry_that_the_id_names()
    {
        await using var scene = await SceneAsync(One);

        (await scene.DotNetAsync(["build", "app", "--no-restore", "-t:NebiusHelmPush", "-p:NebiusRegistryId=e00abc"], scene.WithAuthorizedKey)).Succeeds();

        Assert.NotNull(scene.WestRegistry.FindManifest("charts/app", "1.0.0"));
    }

    [Theory]
    [InlineData("NEBIUS1607", "No registry is set for the charts")]
    [InlineData("NEBIUS1607", "-p:ContainerRegistry= ", "-p:ContainerRegistry=docker.io")]
    [InlineData("NEBIUS1607", "-p:RegistryUrl= ", "-p:RegistryUrl=docker.io")]
    [InlineData("NEBIUS1605", "has a host", "-p:NebiusRegion=eu-west1", "-p:Repository=oci://cr.eu-west1.nebius.cloud/e00abc")]
    [InlineData("NEBIUS1105", "e00zzz", "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc", "-p:Repository=e00zzz/charts")]
    [InlineData("NEBIUS1601", "nowhere doesn't exist", "-p:NebiusRegion=eu-west1", "-p:Chart=nowhere")]
    [InlineData("NEBIUS1601", "the project's Version", "-p:NebiusRegion=eu-west1", "-p:Version=1.2.3.4")]
    [InlineData("NEBIUS1005", "NebiusHelmTool", "-p:NebiusRegion=eu-west1", "-p:NebiusHelmTool=kubectl")]
    public async Task A_chart_whose_destination_or_version_is_unclear_is_not_pushed(string code, string words, params string[] properties)
    {
        await using var scene = await SceneAsync(
            """<NebiusHelmChart Include="$(Chart)" Repository="$(Repository)" />""", "<Chart Condition=\"'$(Chart)' == ''\">chart</Chart>");

        (await scene.DotNetAsync(["build", "app", "--no-restore", "-t:NebiusHelmPush", .. properties], scene.WithStaticKey)).Fails().Says($"error {code}").Says(words);

        // A connection may have been opened while the chart was packed.
        Assert.DoesNotContain(scene.World.Requests.All, request => request.HasAuthorization);
    }

    [Fact]
    public async Task A_chart_is_not_pushed_with_a_key_that_is_refused()
    {
        await using var scene = await SceneAsync(One);
        scene.World.Iam.Revoke(scene.StaticKey);

        (await scene.DotNetAsync(Push, scene.WithStaticKey)).Fails().Says("error NEBIUS1401").DoesNotSay("NEBIUS1099");
    }

    [Fact]
    public async Task A_build_without_charts_pushes_none()
    {
        await using var scene = await SceneAsync(string.Empty);

        (await scene.DotNetAsync(Push, scene.WithStaticKey)).Succeeds();

        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task Published_images_and_charts_are_set_as_step_outputs()
    {
        await using var scene = await SceneAsync(One, "<NebiusSetStepOutputs>true</NebiusSetStepOutputs><NebiusHelmPushOnPublish>true</NebiusHelmPushOnPublish>");
        var outputs = Path.Join(scene.Secrets, "outputs");
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["GITHUB_ACTIONS"] = "true", ["GITHUB_OUTPUT"] = outputs };

        (await scene.PublishAsync("app", environment, "--no-build")).Succeeds();

        var image = $"{Scene.West}/e00abc/app@{scene.WestRegistry.FindManifest("app", "latest")!.Digest}";
        var chart = $"{Scene.West}/e00abc/charts/app@{scene.WestRegistry.FindManifest("charts/app", "1.0.0")!.Digest}";
        Assert.Equal(
            [$"nebius_image={image}", $"nebius_image_app={image}", $"nebius_chart={chart}", $"nebius_chart_app={chart}"],
            await File.ReadAllLinesAsync(outputs, TestContext.Current.CancellationToken));
    }

    private async Task<Scene> SceneAsync(string items, string properties = "")
    {
        var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp($"{properties}</PropertyGroup><ItemGroup>{items}</ItemGroup><PropertyGroup>");
        scene.WriteChart("app/chart", "app", "0.1.0");
        return scene;
    }
}
