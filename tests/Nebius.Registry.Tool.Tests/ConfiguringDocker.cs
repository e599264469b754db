using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>What <c>nebius-registry configure</c> does to a user's file, and what it leaves alone.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConfiguringDocker(InstalledTool tool)
{
    private const string Users = """
        {
            "auths": {
                "index.docker.io": {}
            },
            "unknown": 1.50,
            "credHelpers": {
                "example.test": "other",
                "cr.eu-north1.nebius.cloud": "nebius"
            },
            "psFormat": "table <b>"
        }
        """;

    private static readonly Dictionary<string, string?> Nothing = [];

    [Fact]
    public async Task Configure_adds_the_documented_regions_once()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var first = await RunAsync(scene, "configure");
        var content = Read(scene);
        var second = await RunAsync(scene, "configure");

        first.Succeeds().Says($"{scene.Home}/.docker/config.json").Says("+ \"cr.eu-west1.nebius.cloud\": \"nebius-registry\"");
        Assert.Equal(6, JsonNode.Parse(content)!["credHelpers"]!.AsObject().Count);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf(scene)));
        second.Succeeds().Says("nothing to change");
        Assert.Equal(content, Read(scene));
        Assert.Equal([PathOf(scene)], Directory.GetFileSystemEntries(Path.GetDirectoryName(PathOf(scene))!));
    }

    [Theory]
    [InlineData("eu-west2", "cr.eu-west2.nebius.cloud")]
    [InlineData("cr.eu-west1.nebius.cloud", "cr.eu-west1.nebius.cloud")]
    [InlineData("https://cr.eu-west1.nebius.cloud/e00abc/app", "cr.eu-west1.nebius.cloud")]
    [InlineData("registry-e00def", "cr.eu-north1.nebius.cloud")]
    [InlineData("e00abc", "cr.eu-west1.nebius.cloud")]
    public async Task Configure_adds_only_the_registry_that_is_named(string named, string expected)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await scene.RunAsync(tool.File, ["configure", named], tool.With(scene.WithAuthorizedKey))).Succeeds();

        Assert.Equal(expected, Assert.Single(JsonNode.Parse(Read(scene))!["credHelpers"]!.AsObject()).Key);
    }

    [Theory]
    [InlineData("foo", "NEBIUS1103")]
    [InlineData("Eu-West1", "NEBIUS1103")]
    [InlineData("--yaml", "no option '--yaml'")]
    [InlineData("docker.io", "NEBIUS1101")]
    [InlineData("registry-e00nothere", "NEBIUS1110")]
    public async Task Configure_refuses_a_word_that_names_no_registry_and_writes_nothing(string named, string said)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await scene.RunAsync(tool.File, ["configure", named], tool.With(scene.WithAuthorizedKey))).Fails().Says(said);

        Assert.False(File.Exists(PathOf(scene)));
    }

    [Fact]
    public async Task Configure_tells_a_mounted_file_and_a_read_only_directory_apart()
    {
        Assert.SkipUnless((await Command.RunAsync("unshare", ["-m", "true"], "/", Nothing)).ExitCode == 0, "mounts are not allowed here");
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, "{}");

        const string Mounted = "mount --bind ~/.docker/config.json ~/.docker/config.json && nebius-registry configure";
        (await scene.RunAsync("unshare", ["-m", "sh", "-c", Mounted], tool.With(Nothing))).Fails().Says("NEBIUS1702").Says("mounted as a single file");
        const string ReadOnly = "mount -o ro,bind ~/.docker ~/.docker && nebius-registry configure";
        (await scene.RunAsync("unshare", ["-m", "sh", "-c", ReadOnly], tool.With(Nothing))).Fails().Says("NEBIUS1702").Says("read-only");

        Assert.Equal("{}", Read(scene));
        (await RunAsync(scene, "configure")).Succeeds();
        (await scene.RunAsync("unshare", ["-m", "sh", "-c", ReadOnly], tool.With(Nothing))).Succeeds().Says("nothing to change");
    }

    [Fact]
    public async Task Configure_takes_a_tilde_in_DOCKER_CONFIG_as_docker_does_and_says_so()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var configured = await RunAsync(scene, new Dictionary<string, string?> { ["DOCKER_CONFIG"] = "~/x" }, "configure");

        configured.Succeeds().Says("isn't expanded there").Says("export DOCKER_CONFIG=\"$HOME/x\"");
        Assert.True(File.Exists(Path.Join(scene.Workspace, "~", "x", "config.json")));
    }

    // A shell doesn't expand it after "=", and Windows doesn't expand it at all.
    [Fact]
    public async Task A_tilde_in_the_path_of_an_option_is_the_home_directory()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await RunAsync(scene, "configure", "--file=~/helm.json")).Succeeds().Says($"{scene.Home}/helm.json");

        Assert.False(Directory.Exists(Path.Join(scene.Workspace, "~")));
    }

    [Theory]
    [InlineData("--file=", "--replace")]
    [InlineData("--file", "--replace")]
    public async Task An_option_is_not_taken_for_the_value_of_the_one_before_it(params string[] options)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await RunAsync(scene, ["configure", .. options]);

        Assert.Equal(2, ran.ExitCode);
        ran.Says("--file has no value before --replace. Is a variable in your script not set?");
        Assert.False(File.Exists(Path.Join(scene.Workspace, "--replace")));
    }

    [Fact]
    public async Task Configure_keeps_the_users_entries_and_remove_deletes_only_its_own()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, Users);
        File.SetUnixFileMode(PathOf(scene), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        (await RunAsync(scene, "configure")).Succeeds().Says("already has the helper 'nebius', which is kept");
        Assert.Equal(
            Users.Replace("\"nebius\"\n", """
                "nebius",
                        "cr.eu-north2.nebius.cloud": "nebius-registry",
                        "cr.eu-west1.nebius.cloud": "nebius-registry",
                        "cr.me-west1.nebius.cloud": "nebius-registry",
                        "cr.uk-south1.nebius.cloud": "nebius-registry",
                        "cr.us-central1.nebius.cloud": "nebius-registry"

                """, StringComparison.Ordinal),
            Read(scene));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(PathOf(scene)));

        (await RunAsync(scene, "configure", "--remove")).Succeeds();
        Assert.Equal(Users, Read(scene));
    }

    [Theory]
    [InlineData("{ \"auths\": ")]
    [InlineData("[]")]
    [InlineData("{ \"credHelpers\": [] }")]
    [InlineData("{ \"credHelpers\": { \"cr.eu-west1.nebius.cloud\": 1 } }")]
    [InlineData("{ \"a\": 1, \"a\": 2 }")]
    public async Task Configure_leaves_a_malformed_docker_config_unchanged(string content)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, content);

        (await RunAsync(scene, "configure")).Fails().Says("NEBIUS1702").Says("Can't edit");

        Assert.Equal(content, Read(scene));
    }

    [Fact]
    public async Task Configure_follows_a_link_and_keeps_it_a_link()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, "{}");
        var target = Path.Join(scene.Home, "elsewhere.json");
        File.Move(PathOf(scene), target);
        File.CreateSymbolicLink(PathOf(scene), target);

        (await RunAsync(scene, "configure")).Succeeds();

        Assert.Equal(target, new FileInfo(PathOf(scene)).LinkTarget);
        Assert.Contains("nebius-registry", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // As under sudo, which keeps HOME on many systems: the user could not read the file any more.
    [Fact]
    public async Task Configure_run_by_root_keeps_the_owner_of_the_docker_config()
    {
        Assert.SkipUnless(System.Environment.UserName == "root", "only root may give files away");
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, Users);
        (await scene.RunAsync("chown", ["-R", "1234:2345", scene.Home + "/.docker"])).Succeeds();

        (await RunAsync(scene, "configure")).Succeeds();

        var owners = await scene.RunAsync("sh", ["-c", "stat -c %u:%g ~/.docker ~/.docker/config.json | sort -u"]);
        Assert.Equal("1234:2345", owners.Succeeds().Output.Trim());
    }

    [Fact]
    public async Task Twenty_configure_commands_at_once_lose_no_entry()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Write(scene, Users);
        const string All = "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do nebius-registry configure region$i > /dev/null & done; wait";

        (await scene.RunAsync("sh", ["-c", All], tool.With(Nothing))).Succeeds();

        var helpers = JsonNode.Parse(Read(scene))!["credHelpers"]!.AsObject();
        Assert.All(Enumerable.Range(1, 20), i => Assert.Equal("nebius-registry", helpers[$"cr.region{i}.nebius.cloud"]?.GetValue<string>()));
        Assert.Equal("other", helpers["example.test"]!.GetValue<string>());
    }

    [Fact]
    public async Task Configure_fails_without_the_helper_on_PATH_unless_it_is_forced()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = new Dictionary<string, string?> { ["PATH"] = "/usr/bin:/bin", ["DOTNET_ROOT"] = null };
        (await scene.RunAsync(tool.File, ["configure"], environment)).Fails().Says("NEBIUS1701").Says("--force");
        Assert.False(File.Exists(PathOf(scene)));
        (await scene.RunAsync(tool.File, ["configure", "--force"], environment)).Succeeds();
    }

    private Task<CommandResult> RunAsync(Scene scene, params string[] arguments) => RunAsync(scene, Nothing, arguments);

    private Task<CommandResult> RunAsync(Scene scene, Dictionary<string, string?> environment, params string[] arguments) =>
        scene.RunAsync(tool.File, arguments, tool.With(environment));

    private static string PathOf(Scene scene) => Path.Join(scene.Home, ".docker", "config.json");

    private static string Read(Scene scene) => File.ReadAllText(PathOf(scene));

    private static void Write(Scene scene, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(scene))!);
        File.WriteAllText(PathOf(scene), content);
    }
}
