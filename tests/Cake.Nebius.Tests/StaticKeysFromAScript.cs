using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>A script issues and rotates static keys; their tokens are only in a file that only its owner can read.</summary>
public sealed class StaticKeysFromAScript(PackedPackages packages)
{
    [CakeScript]
    private const string IssueAndRotate = """
        var file = Argument<string>("file");
        var settings = new NebiusStaticKeySettings { Name = "ci", Expires = "P90D" };
        var issued = NebiusIssueStaticKey(Argument<string>("account"), Argument<string>("project"), file, settings);
        var first = System.IO.File.ReadAllText(file);
        var rotated = NebiusRotateStaticKey(issued.Id, "eu-west1", "e00abc/app", file, new NebiusStaticKeySettings { ReplacesFile = true });
        Information("another token: {0}, {1}", System.IO.File.ReadAllText(file) != first, System.IO.File.GetUnixFileMode(file));
        Information("old key: {0}", rotated.OldKeyId == issued.Id);
        """;

    [CakeScript]
    private const string GetAccessToken = "NebiusAccessToken();";

    [CakeScript]
    private const string Issue = """NebiusIssueStaticKey(Argument<string>("account"), Argument<string>("project"), Argument<string>("file"));""";

    [CakeScript]
    private const string Rotate = """
        NebiusRotateStaticKey(Argument<string>("key"), "eu-west1", "e00abc/app", Argument<string>("file"), new NebiusStaticKeySettings { ReplacesFile = true });
        """;

    [Fact]
    public async Task A_script_issues_and_rotates_a_static_key()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var file = Path.Join(scene.Secrets, "registry.key");

        var ran = await scene.CakeAsync(IssueAndRotate, scene.WithAuthorizedKey, [.. Owner(scene), $"--file={file}"]);

        ran.Succeeds().Says("another token: True, UserWrite, UserRead").Says("old key: True");
        var token = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(scene.World.Iam.StaticKeys, key => key.Token == token);
    }

    [Fact]
    public async Task A_script_issues_and_rotates_a_key_after_its_cached_token_is_rejected()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var file = Path.Join(scene.Secrets, "registry.key");
        (await scene.CakeAsync(GetAccessToken, scene.WithAuthorizedKey)).Succeeds();
        scene.RevokeAccessTokens();

        (await scene.CakeAsync(Issue, scene.WithAuthorizedKey, [.. Owner(scene), $"--file={file}"])).Succeeds();

        var token = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var issued = Assert.Single(scene.World.Iam.StaticKeys, key => key.Token == token);
        scene.RevokeAccessTokens();

        var rotated = await scene.CakeAsync(Rotate, scene.WithAuthorizedKey, $"--key={issued.Id}", $"--file={file}");

        rotated.Succeeds();
        Assert.NotEqual(token, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(3, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_script_writes_a_key_into_the_workspace_only_when_allowed()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.Write(".git/HEAD", "ref: refs/heads/main\n");

        var ran = await scene.CakeAsync(Issue, scene.WithAuthorizedKey, [.. Owner(scene), "--file=registry.key"]);

        ran.FailsWith("NEBIUS1319");
        Assert.DoesNotContain(scene.World.Iam.StaticKeys, key => key.Token != scene.StaticKey.Token);
    }

    private static string[] Owner(Scene scene) => [$"--account={scene.Account.Id}", $"--project={scene.Account.ProjectId}"];
}
