using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>Where <c>nebius-registry login</c> puts a login, and that <c>logout</c> removes it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LoginAndLogout(InstalledTool tool)
{
    private const string NoHelper = "/usr/local/bin:/usr/bin:/bin";

    [Fact]
    public async Task Login_sets_up_the_credential_helper_when_it_is_on_PATH_and_stores_no_password()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await RunAsync(scene, scene.WithStaticKey, null, "login", "eu-west1")).Succeeds().Says("by a helper; nothing is stored").Says($"+ \"{Scene.West}\": \"nebius-registry\"");
        (await RunAsync(scene, scene.WithStaticKey, null, "login", Scene.West)).Succeeds().Says("has docker-credential-nebius-registry");
        Assert.Equal("nebius-registry", Assert.Single(Read(scene)["credHelpers"]!.AsObject()).Value!.GetValue<string>());
        Assert.DoesNotContain("auths", Read(scene).ToJsonString(), StringComparison.Ordinal);

        (await RunAsync(scene, scene.WithStaticKey, null, "logout", "eu-west1", "--keep-helper")).Succeeds().Says("there was no login");
        (await RunAsync(scene, scene.WithStaticKey, null, "logout", "eu-west1")).Succeeds().Says("logged out")
            .Says("is removed too").Says($"nebius-registry configure {Scene.West}");
        (await RunAsync(scene, scene.WithStaticKey, null, "logout", "eu-west1")).Succeeds().Says("there was no login");
        Assert.Equal("{}", Read(scene).ToJsonString());
    }

    [Fact]
    public async Task Login_stores_a_plain_text_password_only_on_request()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, """{ "psFormat": "table" }""");
        File.SetUnixFileMode(PathOf(scene), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        (await RunAsync(scene, scene.WithAuthorizedKey, NoHelper, "login", "eu-west1")).Fails().Says("NEBIUS1703").Says("export PATH=").Says("--plaintext");
        Assert.Equal("""{"psFormat":"table"}""", Read(scene).ToJsonString());

        var login = await RunAsync(scene, scene.WithAuthorizedKey, NoHelper, "login", "eu-west1", "--plaintext");

        login.Succeeds().Says($"in plain text in {PathOf(scene)}").Says("it is good until 20");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf(scene)));
        Assert.StartsWith("iam:", Login(scene, Scene.West), StringComparison.Ordinal);
        (await RunAsync(scene, scene.WithAuthorizedKey, NoHelper, "logout", "eu-west1")).Succeeds().Says($"- login for {Scene.West} in '{PathOf(scene)}'");
        Assert.Equal("""{"psFormat":"table","auths":{}}""", Read(scene).ToJsonString());
    }

    [Theory]
    [InlineData("DockerConfig,StaticKey")]
    [InlineData("DockerConfig%3BStaticKey")]
    public async Task Login_uses_the_users_source_and_not_the_existing_docker_login(string sources)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, $$"""{ "auths": { "{{Scene.West}}": { "auth": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes("iam:an-older-login"))}}" } } }""");
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_CREDENTIAL_SOURCES"] = sources };

        (await RunAsync(scene, environment, NoHelper, "login", "eu-west1", "--plaintext")).Succeeds();

        Assert.Equal($"iam:{scene.StaticKey.Token}", Login(scene, Scene.West));
    }

    // As docs/docker.md creates a Kubernetes pull secret, on a machine that has the helper.
    [Fact]
    public async Task Login_writes_a_file_of_its_own_for_a_pull_secret()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await RunAsync(scene, scene.WithStaticKey, null, "login", "eu-west1", "--plaintext")).Succeeds();

        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{scene.StaticKey.Token}"));
        Assert.Equal(new JsonObject { ["auths"] = new JsonObject { [Scene.West] = new JsonObject { ["auth"] = auth } } }.ToJsonString(), Read(scene).ToJsonString());
    }

    [Fact]
    public async Task Login_in_plain_text_is_refused_where_a_helper_would_be_asked_instead()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        (await RunAsync(scene, scene.WithStaticKey, null, "login", "eu-west1")).Succeeds();

        (await RunAsync(scene, scene.WithStaticKey, null, "login", "eu-west1", "--plaintext")).Fails().Says("NEBIUS1703").Says("nebius-registry logout");
    }

    [Fact]
    public async Task Login_and_logout_use_dockers_own_credential_store()
    {
        Testing.Tool.Require("docker");
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, """{ "credsStore": "fake" }""");
        var stored = Path.Join(scene.Secrets, "stored");
        var store = Path.Join(scene.Secrets, "bin");
        Script.Write(store, "docker-credential-fake", $"case $1 in store) cat > '{stored}' ;; erase) rm -f '{stored}' ;; list) echo '{{}}' ;; get) echo 'credentials not found in native keychain'; exit 1 ;; esac");
        var path = $"{store}:{NoHelper}";

        (await RunAsync(scene, scene.WithStaticKey, path, "login", "eu-west1")).Succeeds().Says("in docker's own store").Says("until the static key expires or is revoked");

        Assert.Contains(scene.StaticKey.Token, await File.ReadAllTextAsync(stored, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(scene.StaticKey.Token, Read(scene).ToJsonString(), StringComparison.Ordinal);
        (await RunAsync(scene, scene.WithStaticKey, path, "logout", "eu-west1")).Succeeds().Says("logged out").Says("in docker's store");
        Assert.False(File.Exists(stored));
    }

    // The store keeps the login when a helper replaces it, even without an entry in the file.
    [Fact]
    public async Task Logout_also_clears_dockers_store_when_a_helper_was_set_up_later()
    {
        Testing.Tool.Require("docker");
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, """{ "credsStore": "fake" }""");
        var stored = Path.Join(scene.Secrets, "stored");
        var store = Path.Join(scene.Secrets, "bin");
        Script.Write(store, "docker-credential-fake", $"case $1 in store) cat > '{stored}' ;; erase) rm -f '{stored}' ;; *) echo 'credentials not found in native keychain'; exit 1 ;; esac");
        (await RunAsync(scene, scene.WithStaticKey, $"{store}:{NoHelper}", "login", "eu-west1")).Succeeds().Says("in docker's own store");
        var path = $"{tool.Folder}:{store}:{NoHelper}";
        (await RunAsync(scene, scene.WithStaticKey, path, "login", "eu-west1")).Succeeds().Says("by a helper");

        (await RunAsync(scene, scene.WithStaticKey, path, "logout", "eu-west1")).Succeeds().Says("logged out").Says("in docker's store");

        Assert.False(File.Exists(stored));
        Assert.DoesNotContain(Scene.West, Read(scene).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logout_removes_entries_with_a_scheme_and_keeps_those_of_another_helper()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, $$"""{ "auths": { "https://{{Scene.West}}/v2/": { "auth": "aWFtOmE=" } }, "credHelpers": { "{{Scene.North}}": "nebius" } }""");

        (await RunAsync(scene, scene.WithStaticKey, NoHelper, "logout", "eu-west1")).Succeeds().Says("logged out");
        (await RunAsync(scene, scene.WithStaticKey, NoHelper, "logout", "eu-north1")).Succeeds().Says("nothing removed").Says("not 'nebius-registry', and is kept");

        Assert.Empty(Read(scene)["auths"]!.AsObject());
        Assert.Equal("nebius", Read(scene)["credHelpers"]![Scene.North]!.GetValue<string>());
    }

    // A login for a part of the registry, which podman supports, is a separate one.
    [Fact]
    public async Task Logout_keeps_podmans_logins_for_a_namespace()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, $$"""{ "auths": { "{{Scene.West}}": { "auth": "aWFtOmE=" }, "{{Scene.West}}/e00abc": { "auth": "aWFtOmI=" } } }""");
        var environment = BrokenSetUp.With(scene.WithStaticKey, "REGISTRY_AUTH_FILE", PathOf(scene));

        (await RunAsync(scene, environment, NoHelper, "logout", "eu-west1", "--podman")).Succeeds().Says("logged out");

        Assert.Equal($"{Scene.West}/e00abc", Assert.Single(Read(scene)["auths"]!.AsObject()).Key);
    }

    [Fact]
    public async Task Login_to_a_host_that_does_not_exist_fails_and_writes_nothing()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await RunAsync(scene, scene.WithStaticKey, NoHelper, "login", "eu-wset1", "--plaintext")).Fails().Says("NEBIUS1407");

        Assert.False(File.Exists(PathOf(scene)));
    }

    [Fact]
    public async Task Login_is_set_up_with_a_notice_when_the_registry_is_unavailable()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Faults.Add(EmulatorEndpoint.RegistryPing, Fault.Status(503), times: int.MaxValue);

        (await RunAsync(scene, scene.WithStaticKey, null, "login", "eu-west1")).Succeeds().Says("set up, but not checked").Says("Can't tell whether");
    }

    [Fact]
    public async Task Login_with_a_key_that_the_registry_refuses_fails_and_writes_nothing()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.Revoke(scene.StaticKey);

        (await RunAsync(scene, scene.WithStaticKey, NoHelper, "login", "eu-west1", "--plaintext")).Fails().Says("NEBIUS1401").Says("nebius-registry doctor");

        Assert.False(File.Exists(PathOf(scene)));
    }

    [Fact]
    public async Task Login_renews_a_cached_token_that_the_registry_rejects()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        (await RunAsync(scene, scene.WithAuthorizedKey, NoHelper, "login", "eu-west1", "--plaintext")).Succeeds();
        var old = Login(scene, Scene.West);
        scene.RevokeAccessTokens();

        (await RunAsync(scene, scene.WithAuthorizedKey, NoHelper, "login", "eu-west1", "--plaintext")).Succeeds();

        Assert.NotEqual(old, Login(scene, Scene.West));
        Assert.Equal(2, scene.World.Iam.ExchangeCount);
    }

    // A stored login isn't a source for another one.
    [Fact]
    public async Task Login_does_not_use_an_existing_docker_login_as_its_source()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        (await RunAsync(scene, scene.WithStaticKey, NoHelper, "login", "eu-west1", "--plaintext")).Succeeds();

        (await RunAsync(scene, [], NoHelper, "login", "eu-west1", "--plaintext")).Fails().Says("NEBIUS1201");
        var refused = await RunAsync(scene, [], NoHelper, "login", "eu-west1", "--plaintext");
        Assert.DoesNotContain("NEBIUS_CREDENTIAL_SOURCES", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_with_docker_logins_as_the_only_source_says_that_they_cannot_be_one()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await RunAsync(scene, new() { ["NEBIUS_CREDENTIAL_SOURCES"] = "DockerConfig" }, NoHelper, "login", "eu-west1", "--plaintext"))
            .Fails().Says("names only DockerConfig").Says("export NEBIUS_CREDENTIAL_SOURCES=Auto");
    }

    [Fact]
    public async Task Twenty_login_commands_at_once_lose_no_entry()
    {
        var regions = Enumerable.Range(1, 20).Select(i => $"region{i}").ToArray();
        await using var scene = await Scene.StartAsync(tool.Packages, new EmulatorOptions { Regions = [.. new EmulatorOptions().Regions, .. regions] });
        Write(scene, """{ "auths": { "ghcr.io": {} } }""");
        var all = $"for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do '{tool.File}' login region$i --plaintext > /dev/null 2>&1 & done; wait";

        (await scene.RunAsync("sh", ["-c", all], Environment(scene, scene.WithStaticKey, NoHelper))).Succeeds();

        Assert.All(Enumerable.Range(1, 20), i => Assert.Equal($"iam:{scene.StaticKey.Token}", Login(scene, $"cr.region{i}.nebius.cloud")));
        Assert.Equal(21, Read(scene)["auths"]!.AsObject().Count);
    }

    [Fact]
    public async Task Login_for_podman_is_found_by_podman()
    {
        Testing.Tool.Require("podman");
        await using var scene = await Scene.StartAsync(tool.Packages);
        var file = Path.Join(scene.Secrets, "auth.json");
        var environment = BrokenSetUp.With(scene.WithStaticKey, "REGISTRY_AUTH_FILE", file);

        (await RunAsync(scene, environment, NoHelper, "login", "eu-west1", "--podman", "--plaintext")).Succeeds().Says(file);

        (await scene.RunAsync("podman", ["login", "--get-login", Scene.West], new Dictionary<string, string?> { ["REGISTRY_AUTH_FILE"] = file })).Succeeds().Says("iam");
    }

    private Task<CommandResult> RunAsync(Scene scene, Dictionary<string, string?> environment, string? path, params string[] arguments) =>
        scene.RunAsync(tool.File, arguments, Environment(scene, environment, path));

    private Dictionary<string, string?> Environment(Scene scene, Dictionary<string, string?> environment, string? path) => new(tool.With(environment))
    {
        ["DOCKER_CONFIG"] = Path.GetDirectoryName(PathOf(scene)),
        ["PATH"] = path ?? Script.Path(tool.Folder),
    };

    private static string Login(Scene scene, string host) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(Read(scene)["auths"]![host]!["auth"]!.GetValue<string>()));

    private static string PathOf(Scene scene) => Path.Join(scene.Secrets, "docker", "config.json");

    private static JsonNode Read(Scene scene) => JsonNode.Parse(File.ReadAllText(PathOf(scene)))!;

    private static void Write(Scene scene, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(scene))!);
        File.WriteAllText(PathOf(scene), content);
    }
}
