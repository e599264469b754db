using System.Runtime.Versioning;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>Static keys are issued, listed, rotated and revoked; a token is written only where it was requested.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StaticKeysOnTheCommandLine(InstalledTool tool)
{
    [Fact]
    public async Task A_static_key_is_issued_listed_rotated_and_revoked_by_commands()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var file = Path.Join(scene.Secrets, "registry.key");
        string[] whose = ["--service-account", scene.Account.Id, "--project", scene.Account.ProjectId];

        (await RunAsync(scene, ["issue", .. whose, "--name", "ci", "--expires", "P90D", "--file", file])).Succeeds().Says("statickey-");
        var issued = scene.World.Iam.StaticKeys.Single(key => key.Token == File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        (await RunAsync(scene, ["list", "--project", scene.Account.ProjectId])).Succeeds().Says("ID\tNAME\tSERVICE ACCOUNT\t").Says($"{issued.Id}\tci\t{scene.Account.Id}\tContainerRegistry\t").Says("\tactive");

        (await RunAsync(scene, ["rotate", issued.Id, "--registry", "eu-west1/registry-e00abc/app", "--file", file, "--replace"]))
            .Succeeds().Says($"{issued.Id} is revoked");
        var rotated = scene.World.Iam.StaticKeys.Single(key => key.Token == File.ReadAllText(file));

        (await RunAsync(scene, ["revoke", rotated.Id])).Succeeds().Says("revoked");
        Assert.Equal(1, (await RunAsync(scene, ["revoke", rotated.Id])).Says("doesn't exist").Says("static-key list").ExitCode);
        Assert.DoesNotContain(scene.World.Iam.StaticKeys, key => key.Id == issued.Id || key.Id == rotated.Id);
    }

    [Fact]
    public async Task A_token_goes_to_the_standard_output_on_request_and_is_revoked_from_the_standard_input()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var issue = $"nebius-registry static-key issue --service-account {scene.Account.Id} --project {scene.Account.ProjectId} --stdout > '{scene.Secrets}/token'";

        (await scene.RunAsync("sh", ["-c", issue], tool.With(scene.WithAuthorizedKey))).Succeeds();
        var token = await File.ReadAllTextAsync(Path.Join(scene.Secrets, "token"), TestContext.Current.CancellationToken);
        Assert.Contains(scene.World.Iam.StaticKeys, key => key.Token == token);

        (await scene.RunAsync("sh", ["-c", $"nebius-registry static-key revoke - < '{scene.Secrets}/token'"], tool.With(scene.WithAuthorizedKey))).Succeeds();
        Assert.DoesNotContain(scene.World.Iam.StaticKeys, key => key.Token == token);
    }

    [Fact]
    public async Task A_token_is_set_as_a_masked_step_output_on_GitHub_Actions()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var outputs = Path.Join(scene.Secrets, "outputs");
        await File.WriteAllTextAsync(outputs, "before=1\n", TestContext.Current.CancellationToken);
        var issue = $"nebius-registry static-key issue --service-account {scene.Account.Id} --project {scene.Account.ProjectId} --github-output registry-key > id 2> '{scene.Secrets}/log'";
        var job = new Dictionary<string, string?>(scene.WithAuthorizedKey) { ["GITHUB_ACTIONS"] = "true", ["GITHUB_OUTPUT"] = outputs };

        (await scene.RunAsync("sh", ["-c", issue], tool.With(job))).Succeeds();

        var lines = await File.ReadAllLinesAsync(outputs, TestContext.Current.CancellationToken);
        var token = lines[1]["registry-key=".Length..];
        Assert.Equal(["before=1", $"registry-key={token}"], lines);
        var key = Assert.Single(scene.World.Iam.StaticKeys, key => key.Token == token);
        Assert.Equal($"{key.Id}\n", await File.ReadAllTextAsync(Path.Join(scene.Workspace, "id"), TestContext.Current.CancellationToken));
        var log = await File.ReadAllTextAsync(Path.Join(scene.Secrets, "log"), TestContext.Current.CancellationToken);
        Assert.Contains($"\n::add-mask::{token}\n", log, StringComparison.Ordinal);
        Assert.Contains("in the step's output registry-key, masked", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--github-output", "registry-key")]
    [InlineData("--stdout", "--file", "/tmp/x")]
    public async Task A_static_key_is_not_issued_when_its_destination_is_unusable_or_ambiguous(params string[] options)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var before = scene.World.Iam.StaticKeys.Count;

        (await RunAsync(scene, ["issue", "--service-account", scene.Account.Id, "--project", scene.Account.ProjectId, .. options])).Fails().Says("NEBIUS1");

        Assert.Equal(before, scene.World.Iam.StaticKeys.Count);
    }

    [Fact]
    public async Task A_rotation_renews_a_cached_token_that_is_rejected()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var file = Path.Join(scene.Secrets, "registry.key");
        (await RunAsync(scene, ["list", "--project", scene.Account.ProjectId])).Succeeds();
        scene.RevokeAccessTokens();

        (await RunAsync(scene, ["rotate", scene.StaticKey.Id, "--region", "eu-west1", "--repository", "e00abc/app", "--file", file])).Succeeds();

        var left = Assert.Single(scene.World.Iam.StaticKeys);
        Assert.Equal(left.Token, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(2, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_key_issue_without_a_destination_for_the_token_fails_before_any_request()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await RunAsync(scene, ["issue", "--service-account", scene.Account.Id, "--project", scene.Account.ProjectId]);

        ran.Fails().Says("NEBIUS1005").Says("--file").Says("--stdout");
        Assert.Empty(scene.World.Requests.All);
    }

    [Theory]
    [InlineData("eu-west1", "--repository", "e00abc/app")]
    [InlineData("cr.eu-west1.nebius.cloud", "--repository", "registry-e00abc/app")]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/app")]
    [InlineData("https://cr.eu-west1.nebius.cloud/e00abc/app")]
    public async Task A_rotation_takes_a_region_or_a_host_with_or_without_the_repository(string registry, params string[] more)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);

        (await RunAsync(scene, ["rotate", scene.StaticKey.Id, "--region", registry, .. more, "--file", Path.Join(scene.Secrets, "new.key")])).Succeeds();
    }

    [Fact]
    public async Task A_key_that_may_only_pull_is_rotated_with_pull_only()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        await scene.World.SeedBaseImageAsync(scene.WestRegistry, "app", "1", cancellationToken: TestContext.Current.CancellationToken);
        scene.WestRegistry.Grant(scene.Account, Emulator.RegistryRights.Pull);
        string[] rotate = ["rotate", scene.StaticKey.Id, "--registry", "eu-west1/e00abc/app", "--file", Path.Join(scene.Secrets, "new.key")];

        Assert.Equal(1, (await RunAsync(scene, rotate)).Says("NEBIUS1316").ExitCode);
        (await RunAsync(scene, [.. rotate, "--pull-only"])).Succeeds();
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n", "is empty")]
    [InlineData("two words", "a blank")]
    [InlineData("statickey-e00abc", "static key's ID")]
    public async Task A_token_from_the_standard_input_that_cannot_be_one_is_wrong_usage(string text, string why)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        await File.WriteAllTextAsync(Path.Join(scene.Secrets, "token"), text, TestContext.Current.CancellationToken);

        var ran = await scene.RunAsync("sh", ["-c", $"nebius-registry static-key revoke - < '{scene.Secrets}/token'"], tool.With(scene.WithAuthorizedKey));

        Assert.Equal(2, ran.Says("NEBIUS1202").Says(why).ExitCode);
        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task A_token_of_no_key_is_not_revoked_with_exit_code_1()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        await File.WriteAllTextAsync(Path.Join(scene.Secrets, "token"), "v1.garbage", TestContext.Current.CancellationToken);

        var ran = await scene.RunAsync("sh", ["-c", $"nebius-registry static-key revoke - < '{scene.Secrets}/token'"], tool.With(scene.WithAuthorizedKey));

        Assert.Equal(1, ran.Says("NEBIUS13").DoesNotSay("NEBIUS1099").ExitCode);
    }

    [Theory]
    [InlineData(2, "static-key", "revoke", "ci")]
    [InlineData(2, "static-key", "list")]
    [InlineData(2, "static-key", "list", "--project", "ci")]
    [InlineData(2, "static-key", "nonsense")]
    [InlineData(2, "static-key")]
    [InlineData(2, "static-key", "issue", "--service-account", "serviceaccount-e00abc", "--project", "project-e00abc")]
    [InlineData(2, "static-key", "issue", "--service-account", "serviceaccount-e00abc", "--project", "project-e00abc", "--stdout", "--expires", "soon")]
    [InlineData(2, "static-key", "rotate", "statickey-e00abc", "--registry", "eu-west1", "--stdout")]
    [InlineData(2, "static-key", "rotate", "statickey-e00abc", "--registry", "registry.example.test/a/b", "--stdout")]
    [InlineData(2, "static-key", "rotate", "statickey-e00abc", "--registry", "foo", "--repository", "e00abc/app", "--stdout")]
    [InlineData(2, "static-key", "rotate", "statickey-e00abc", "--registry", "eu-west1", "--repository", "e00abc", "--stdout")]
    [InlineData(2, "static-key", "rotate", "statickey-e00abc", "--registry", "eu-west1/e00abc/app", "--repository", "e00abc/other", "--stdout")]
    [InlineData(2, "static-key", "issue", "--service-account", "serviceaccount-e00abc", "--project", "project-e00abc", "--file", "")]
    [InlineData(2, "configure", "--file", " ")]
    [InlineData(2, "login", "foo")]
    [InlineData(2, "logout", "foo")]
    [InlineData(2, "doctor", "foo/e00abc/app")]
    [InlineData(2, "doctor", "--nonsense")]
    [InlineData(4, "static-key", "list", "--project", "project-e00abc")]
    [InlineData(4, "static-key", "revoke", "statickey-e00abc")]
    [InlineData(1, "docker-credential", "nonsense")]
    [InlineData(0, "static-key", "--help")]
    public async Task The_exit_code_tells_wrong_usage_from_a_missing_credential(int exitCode, params string[] arguments)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await scene.RunAsync(tool.File, arguments, tool.With(new Dictionary<string, string?>()));

        Assert.Equal(exitCode, ran.DoesNotSay("NEBIUS1099").ExitCode);
        Assert.Empty(scene.World.Requests.All);
    }

    private Task<CommandResult> RunAsync(Scene scene, string[] arguments) =>
        scene.RunAsync(tool.File, ["static-key", .. arguments], tool.With(scene.WithAuthorizedKey));
}
