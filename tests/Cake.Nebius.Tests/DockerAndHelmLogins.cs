using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>The real docker, podman and helm are logged in; their arguments and environments hold no secret.</summary>
public sealed class DockerAndHelmLogins(PackedPackages packages)
{
    [CakeScript]
    private const string LogInAndOut = """
        NebiusDockerLogin("eu-west1");
        Information("logged in: {0}", System.IO.File.ReadAllText(EnvironmentVariable("DOCKER_CONFIG") + "/config.json").Contains("cr.eu-west1.nebius.cloud"));
        NebiusDockerLogout("eu-west1");
        Information("logged out: {0}", !System.IO.File.ReadAllText(EnvironmentVariable("DOCKER_CONFIG") + "/config.json").Contains("cr.eu-west1.nebius.cloud"));
        """;

    [Fact]
    public async Task A_script_logs_docker_in_and_out()
    {
        Tool.Require("docker");
        await using var scene = await Scene.StartAsync(packages);
        var config = Path.Join(scene.Secrets, "docker");
        Directory.CreateDirectory(config);

        var ran = await scene.CakeAsync(
            LogInAndOut, new Dictionary<string, string?>(scene.WithStaticKey) { ["DOCKER_CONFIG"] = config });

        ran.Succeeds().Says("logged in: True").Says("logged out: True");
    }

    [CakeScript]
    private const string LogPodmanIn = """NebiusDockerLogin("eu-west1", new NebiusLoginSettings { ToolPath = "/usr/bin/podman" });""";

    [Fact]
    public async Task A_script_logs_podman_in_when_it_names_podman()
    {
        Tool.Require("podman");
        await using var scene = await Scene.StartAsync(packages);
        var file = Path.Join(scene.Secrets, "auth.json");

        var ran = await scene.CakeAsync(
            LogPodmanIn, new Dictionary<string, string?>(scene.WithStaticKey) { ["REGISTRY_AUTH_FILE"] = file });

        ran.Succeeds();
        Assert.Contains(Scene.West, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [CakeScript]
    private const string LogDockerIn = """NebiusDockerLogin("eu-west1");""";

    [Fact]
    public async Task A_docker_login_with_a_refused_key_fails_the_script()
    {
        Tool.Require("docker");
        await using var scene = await Scene.StartAsync(packages);
        scene.World.Iam.Revoke(scene.StaticKey);
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["DOCKER_CONFIG"] = scene.Secrets };

        (await scene.CakeAsync(LogDockerIn, environment)).FailsWith("NEBIUS1502", "docker login", "exit code 1 (to log in to ");
    }

    [CakeScript]
    private const string GetAccessToken = "NebiusAccessToken();";

    [Fact]
    public async Task A_docker_login_renews_a_cached_token_that_is_rejected()
    {
        Tool.Require("docker");
        await using var scene = await Scene.StartAsync(packages);
        var environment = new Dictionary<string, string?>(scene.WithAuthorizedKey) { ["DOCKER_CONFIG"] = scene.Secrets };
        (await scene.CakeAsync(GetAccessToken, environment)).Succeeds();
        scene.RevokeAccessTokens();

        (await scene.CakeAsync(LogDockerIn, environment)).Succeeds();

        Assert.Equal(2, scene.World.Iam.ExchangeCount);
    }

    [CakeScript]
    private const string LogHelmIn = """
        var kept = string.Empty;
        NebiusHelmLogin("eu-west1", config =>
        {
            kept = config.FullPath;
            Information("helm: {0}", StartProcess("helm", $"pull oci://cr.eu-west1.nebius.cloud/e00abc/charts/none --version 1.0.0 --registry-config {config}"));
            Information("mode: {0}", System.IO.File.GetUnixFileMode(kept));
        });
        Information("there afterwards: {0}", System.IO.File.Exists(kept));
        """;

    [Fact]
    public async Task A_script_logs_helm_in_only_for_the_duration_of_an_action()
    {
        Tool.Require("helm");
        await using var scene = await Scene.StartAsync(packages);

        var ran = await scene.CakeAsync(LogHelmIn, scene.WithStaticKey);

        ran.Succeeds().Says("mode: UserWrite, UserRead").Says("there afterwards: False");
        Assert.False(Directory.Exists(Path.Join(scene.Home, ".config", "helm")));
    }

    [CakeScript]
    private const string ShowHelmLogin = """NebiusHelmLogin("eu-west1", config => Information("in it: {0}", System.IO.File.ReadAllText(config.FullPath).Contains("auth\"")));""";

    // Helm passes a login to docker's credential helpers if it finds one, unless its file has an entry for the registry.
    [Fact]
    public async Task A_helm_login_of_a_script_is_left_in_no_credential_store()
    {
        Tool.Require("helm");
        await using var scene = await Scene.StartAsync(packages);
        var store = Path.Join(scene.Secrets, "store");
        foreach (var name in new[] { "pass", "docker-credential-pass", "docker-credential-secretservice" })
        {
            Script.Write(store, name, $"cat >> '{store}/called'");
        }

        var ran = await scene.CakeAsync(
            ShowHelmLogin, new Dictionary<string, string?>(scene.WithStaticKey) { ["PATH"] = Script.Path(store) });

        ran.Succeeds().Says("in it: True");
        Assert.False(File.Exists(Path.Join(store, "called")));
    }

    [CakeScript]
    private const string LogInByAProgram = """NebiusHelmLogin("eu-west1", _ => { }, new NebiusLoginSettings { ToolPath = Argument<string>("program") });""";

    // The program exits before it reads the password. The error shows its output, not a broken pipe.
    [Fact]
    public async Task A_login_program_that_exits_without_reading_the_password_is_reported_with_its_output()
    {
        await using var scene = await Scene.StartAsync(packages);
        Script.Write(scene.Secrets, "helm", "echo 'unknown shorthand flag' >&2; exit 3");

        var ran = await scene.CakeAsync(LogInByAProgram, scene.WithStaticKey, $"--program={scene.Secrets}/helm");

        ran.FailsWith("NEBIUS1502", "exit code 3", "unknown shorthand flag");
    }

    [Fact]
    public async Task A_missing_login_program_is_reported_before_a_token_is_exchanged()
    {
        await using var scene = await Scene.StartAsync(packages);

        var ran = await scene.CakeAsync(LogInByAProgram, scene.WithAuthorizedKey, "--program=/nowhere/helm");

        ran.FailsWith("NEBIUS1501", "/nowhere/helm");
        Assert.Equal(0, scene.World.Iam.ExchangeCount);
    }
}
