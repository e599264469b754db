using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>With NebiusHelmTool=Helm, the real helm pushes with a separate login file that is deleted afterwards.</summary>
public sealed class HelmChartsByHelm(PackedPackages packages)
{
    private static readonly string[] Push =
        ["build", "app", "--no-restore", "-t:NebiusHelmPush", "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc", "-p:NebiusHelmTool=Helm"];

    [Fact]
    public async Task A_chart_push_by_helm_does_not_touch_the_users_own_login()
    {
        Tool.Require("helm");
        await using var scene = await SceneAsync();
        var own = Path.Join(scene.Secrets, "registry.json");
        await File.WriteAllTextAsync(own, """{"auths":{}}""", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["HELM_REGISTRY_CONFIG"] = own };

        (await scene.DotNetAsync(Push, environment)).Succeeds();

        Assert.NotNull(scene.WestRegistry.FindManifest("charts/app", "1.0.0"));
        Assert.NotNull(scene.WestRegistry.FindManifest("charts/other", "1.0.0"));
        Assert.Equal("""{"auths":{}}""", await File.ReadAllTextAsync(own, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetDirectories(scene.Temp, "nebius-registry-*"));
    }

    // Helm passes a login to docker's credential helpers if it finds one, unless its file has an entry for the registry.
    [Fact]
    public async Task A_chart_push_by_helm_leaves_no_login_in_a_credential_store()
    {
        Tool.Require("helm");
        await using var scene = await SceneAsync();
        var store = Path.Join(scene.Secrets, "store");
        foreach (var name in new[] { "pass", "docker-credential-pass", "docker-credential-secretservice" })
        {
            Script.Write(store, name, $"cat >> '{store}/called'");
        }

        (await scene.DotNetAsync(Push, new Dictionary<string, string?>(scene.WithStaticKey) { ["PATH"] = Script.Path(store) })).Succeeds();

        Assert.False(File.Exists(Path.Join(store, "called")));
    }

    [Fact]
    public async Task Helm_gets_no_secret_in_arguments_or_environment_and_its_login_file_is_private()
    {
        await using var scene = await SceneAsync();
        var folder = Path.Join(scene.Secrets, "fake");
        Script.Write(folder, "helm", $"""
            printf '%s\n' "$@" >> '{folder}/arguments'
            env >> '{folder}/environment'
            while [ "$1" != --registry-config ]; do shift; done
            stat -c %a "$2" >> '{folder}/mode'
            exit 3
            """);
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_HELM_PATH"] = Path.Join(folder, "helm"), ["OF_THE_BUILD"] = "inherited" };

        (await scene.DotNetAsync(Push, environment)).Fails().Says("error NEBIUS1502").Says("and printed nothing");

        string Seen(string name) => File.ReadAllText(Path.Join(folder, name));
        Assert.Equal("600\n600\n", Seen("mode"));
        Assert.Contains("OF_THE_BUILD=inherited", Seen("environment"), StringComparison.Ordinal);
        Assert.False(scene.Canary.IsIn(Seen("arguments")), Seen("arguments"));
        Assert.False(scene.Canary.IsIn(Seen("environment")), "A secret is in helm's environment.");
        Assert.Empty(Directory.GetDirectories(scene.Temp, "nebius-registry-*"));
    }

    [Fact]
    public async Task A_chart_pushed_by_helm_is_the_same_as_one_pushed_by_the_build()
    {
        Tool.Require("helm");
        await using var scene = await SceneAsync();
        (await scene.DotNetAsync(Push, scene.WithStaticKey)).Succeeds().Says("Nebius: pushed");

        (await scene.DotNetAsync([.. Push, "-p:NebiusHelmTool=BuiltIn"], scene.WithStaticKey)).Succeeds().Says("Nebius: unchanged").DoesNotSay("Nebius: pushed");
    }

    [Fact]
    public async Task A_failing_helm_ends_the_build_with_its_exit_code_and_output()
    {
        await using var scene = await SceneAsync();
        var helm = Script.Write(scene.Secrets, "helm", "echo 'something broke' >&2; exit 7");
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_HELM_PATH"] = Path.Join(helm, "helm") };

        (await scene.DotNetAsync(Push, environment)).Fails().Says("error NEBIUS1502").Says("exit code 7").Says("something broke");

        Assert.Empty(Directory.GetDirectories(scene.Temp, "nebius-registry-*"));
    }

    [Fact]
    public async Task A_missing_helm_ends_the_build_with_an_error()
    {
        await using var scene = await SceneAsync();
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_HELM_PATH"] = "/nowhere/helm" };

        (await scene.DotNetAsync(Push, environment)).Fails().Says("error NEBIUS1501").Says("/nowhere/helm");

        Assert.Empty(scene.World.Requests.All);
    }

    private async Task<Scene> SceneAsync()
    {
        var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp("""</PropertyGroup><ItemGroup><NebiusHelmChart Include="chart;other" /></ItemGroup><PropertyGroup>""");
        scene.WriteChart("app/chart", "app", "0.1.0");
        scene.WriteChart("app/other", "other", "0.1.0");
        return scene;
    }
}
