using System.Text.Json.Nodes;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary><c>helm push</c> pushes charts as a build does, without a project and without helm.</summary>
public sealed class ChartsFromTheCommandLine(InstalledTool tool)
{
    private const string Shown = "Nebius: charts to cr.eu-west1.nebius.cloud as iam with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)";

    [Fact]
    public async Task A_pushed_chart_is_described_in_JSON_and_pushed_again_without_a_change()
    {
        await using var scene = await SceneAsync();
        string[] push = ["charts/app", "eu-west1/registry-e00abc", "--version", "1.4.0+build.5", "--json"];

        var chart = await PushedAsync(scene, push);

        var manifest = scene.WestRegistry.FindManifest("charts/app", "1.4.0_build.5")!;
        Assert.Equal(
            new JsonObject
            {
                ["reference"] = $"{Scene.West}/e00abc/charts/app@{manifest.Digest}",
                ["host"] = Scene.West,
                ["region"] = "eu-west1",
                ["repository"] = "e00abc/charts/app",
                ["tag"] = "1.4.0_build.5",
                ["digest"] = manifest.Digest,
                ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
                ["name"] = "app",
                ["version"] = "1.4.0+build.5",
                ["address"] = $"oci://{Scene.West}/e00abc/charts/app",
                ["status"] = "pushed",
                ["credentialSource"] = "StaticKey",
            }.ToJsonString(),
            chart.ToJsonString());
        Assert.Equal(("unchanged", manifest.Digest), await AgainAsync(scene, push));
    }

    [Fact]
    public async Task Another_chart_of_the_same_version_is_replaced_only_with_overwrite()
    {
        await using var scene = await SceneAsync();
        (await PushAsync(scene, "charts/app", "eu-west1/e00abc")).Succeeds()
            .Says(Shown).Says($"pushed {Scene.West}/e00abc/charts/app@sha256:").Says($"helm install app oci://{Scene.West}/e00abc/charts/app --version 1.0.0");
        scene.Write("charts/app/values.yaml", "other: true\n");

        Assert.Equal(1, (await PushAsync(scene, "charts/app", "eu-west1/e00abc")).Says("NEBIUS1604").Says("  --overwrite").DoesNotSay("Overwrite = true").ExitCode);
        (await PushAsync(scene, "charts/app", "eu-west1/e00abc", "--overwrite")).Succeeds().Says("pushed ");
    }

    [Theory]
    [InlineData("charts/app", "eu-west1/e00abc")]
    [InlineData("team/app", "eu-west1", "--repository", "registry-e00abc/team")]
    [InlineData("team/app", "cr.eu-west1.nebius.cloud/registry-e00abc/team")]
    [InlineData("app", "oci://cr.eu-west1.nebius.cloud/e00abc")]
    [InlineData("charts/app", "OCI://cr.eu-west1.nebius.cloud/e00abc/charts/")]
    [InlineData("app", "eu-west1/e00abc", "--repository", "/")]
    [InlineData("charts/app", "eu-west1")]
    [InlineData("team/app", "eu-west1", "--repository", "team")]
    [InlineData("charts/app")]
    public async Task The_repository_is_that_of_the_registry_with_the_name_of_the_chart(string repository, params string[] arguments)
    {
        await using var scene = await SceneAsync();
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_REGION"] = "eu-west1", ["NEBIUS_REGISTRY_ID"] = "registry-e00abc" };

        (await PushAsync(scene, environment, ["charts/app", .. arguments])).Succeeds().DoesNotSay("NEBIUS2001");

        Assert.NotNull(scene.WestRegistry.FindManifest(repository, "1.0.0"));
    }

    [Fact]
    public async Task A_chart_whose_name_looks_like_a_region_or_a_host_is_a_chart()
    {
        await using var scene = await SceneAsync();
        scene.WriteChart("my.app", "my-app", "1.0.0");
        scene.WriteChart("web1", "web1", "1.0.0");
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_REGION"] = "eu-west1", ["NEBIUS_REGISTRY_ID"] = "e00abc" };

        (await PushAsync(scene, environment, ["charts/app", "my.app"])).Succeeds();
        (await PushAsync(scene, environment, ["charts/app", "web1"])).Succeeds();

        Assert.NotNull(scene.WestRegistry.FindManifest("charts/my-app", "1.0.0"));
        Assert.NotNull(scene.WestRegistry.FindManifest("charts/web1", "1.0.0"));
    }

    [Fact]
    public async Task The_region_of_a_registry_ID_is_asked_for_and_one_exchange_is_enough()
    {
        await using var scene = await SceneAsync();

        (await PushAsync(scene, scene.WithAuthorizedKey, ["charts/app", "registry-e00abc/team"])).Succeeds();

        Assert.NotNull(scene.WestRegistry.FindManifest("team/app", "1.0.0"));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task Several_charts_are_pushed_together_or_not_at_all_when_one_cannot_be_packed()
    {
        await using var scene = await SceneAsync();
        scene.WriteChart("charts/worker", "worker", "2.0.0");
        scene.Write("charts/bad/Chart.yaml", "name: bad\n");

        var ran = await PushAsync(scene, "charts/app", "charts/bad", "charts/missing", "eu-west1/e00abc");
        Assert.Equal(1, ran.Says("charts/bad").Says("charts/missing doesn't exist").ExitCode);
        Assert.Null(scene.WestRegistry.FindManifest("charts/app", "1.0.0"));

        var pushed = await ParsedAsync(scene, ["charts/app", "./charts/worker/Chart.yaml", "eu-west1/e00abc", "--json"]);
        Assert.Equal(["app", "worker"], pushed.Select(chart => (string)chart!["name"]!));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.Temp));
    }

    [Fact]
    public async Task Helm_installs_what_was_pushed_and_a_chart_that_helm_packed_is_pushed_as_it_is()
    {
        Testing.Tool.Require("helm");
        await using var scene = await SceneAsync();
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["HELM_REGISTRY_CONFIG"] = Path.Join(scene.Secrets, "helm.json") };
        (await scene.RunAsync("helm", ["package", "charts/app", "--version", "1.5.0"])).Succeeds();

        (await PushAsync(scene, "app-1.5.0.tgz", $"oci://{Scene.West}/e00abc/charts")).Succeeds();
        Assert.Equal(1, (await PushAsync(scene, "app-1.5.0.tgz", "eu-west1/e00abc", "--version", "1.6.0")).Says("NEBIUS1601").Says("1.6.0").ExitCode);

        const string Login = "nebius-registry get-login-password eu-west1 | helm registry login cr.eu-west1.nebius.cloud --username iam --password-stdin";
        (await scene.RunAsync("sh", ["-c", $"{Login} && helm template app oci://{Scene.West}/e00abc/charts/app --version 1.5.0"], tool.With(environment)))
            .Succeeds().Says("kind: Pod");
    }

    [Theory]
    [InlineData("No chart given", "oci://cr.eu-west1.nebius.cloud/e00abc")]
    [InlineData("'charts/app' is taken for a chart", "charts/app")]
    [InlineData("'charts/app' is taken for a chart", "charts/other", "charts/app")]
    [InlineData("Is a variable in your script not set?", "charts/app", "")]
    [InlineData("has a tag or a digest", "charts/app", "oci://cr.eu-west1.nebius.cloud/e00abc/charts:1.0.0")]
    [InlineData("isn't a valid path", "charts/app", "eu-west1/e00abc/Charts")]
    [InlineData("--repository 'x' can't be set too", "charts/app", "eu-west1/e00abc/charts", "--repository", "x")]
    [InlineData("registry.example.test", "charts/app", "registry.example.test/e00abc")]
    [InlineData("nebius-registry helm push --help", "charts/app", "eu-west1", "--app-versoin", "1")]
    [InlineData("--version is empty", "charts/app", "eu-west1", "--version", "")]
    public async Task A_mistake_in_the_arguments_is_wrong_usage(string said, params string[] arguments)
    {
        await using var scene = await SceneAsync();

        Assert.Equal(2, (await PushAsync(scene, arguments)).Says(said).ExitCode);
        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task Without_a_credential_the_exit_code_is_4_and_without_an_ID_there_is_a_warning()
    {
        await using var scene = await SceneAsync();

        var ran = await PushAsync(scene, new Dictionary<string, string?>(), ["charts/app", "eu-west1"]);

        Assert.Equal(4, ran.Says("NEBIUS1201").Says("NEBIUS2001").Says("nebius-registry helm push <chart> eu-west1/e00abc").ExitCode);
    }

    private async Task<Scene> SceneAsync()
    {
        var scene = await Scene.StartAsync(tool.Packages);
        scene.WriteChart("charts/app", "app", "1.0.0");
        return scene;
    }

    private Task<CommandResult> PushAsync(Scene scene, params string[] arguments) => PushAsync(scene, scene.WithStaticKey, arguments);

    private Task<CommandResult> PushAsync(Scene scene, IReadOnlyDictionary<string, string?> environment, string[] arguments) =>
        scene.RunAsync(tool.File, ["helm", "push", .. arguments], tool.With(environment));

    private async Task<JsonNode> PushedAsync(Scene scene, string[] arguments) => Assert.Single(await ParsedAsync(scene, arguments))!;

    private async Task<JsonArray> ParsedAsync(Scene scene, string[] arguments)
    {
        var (ran, error) = await scene.RunApartAsync(tool, scene.WithStaticKey, ["helm", "push", .. arguments]);
        Assert.Contains(Shown, error, StringComparison.Ordinal);
        return JsonNode.Parse(ran.Succeeds().Output)!.AsArray();
    }

    private async Task<(string Status, string Digest)> AgainAsync(Scene scene, string[] arguments)
    {
        var chart = await PushedAsync(scene, arguments);
        return ((string)chart["status"]!, (string)chart["digest"]!);
    }
}
