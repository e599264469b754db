using System.Runtime.Versioning;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The jobs of a CI system name a file with the key; a rotation replaces its content, and no job changes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RotationUnderARunningCi(InstalledTool tool)
{
    [Fact]
    public async Task A_rotation_into_a_key_file_serves_the_next_build_and_docker_without_any_other_change()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        scene.AddBuiltApp();
        var file = Path.Join(scene.Secrets, "registry.key");
        var job = new Dictionary<string, string?> { ["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = file };
        string[] issue = ["issue", "--service-account", scene.Account.Id, "--project", scene.Account.ProjectId, "--file", file];
        (await ManageAsync(scene, issue)).Succeeds();
        var before = KeyIn(scene, file);
        var first = await scene.PublishAsync("app", job, "--no-build");
        first.Says("with StaticKey (NEBIUS_REGISTRY_STATIC_KEY_FILE)").Pushed(scene.WestRegistry, "app");

        var rotate = $"'{tool.File}' static-key rotate - --registry eu-west1/e00abc/app --file '{file}' --replace < '{file}'";
        (await scene.RunAsync("sh", ["-c", rotate], tool.With(scene.WithAuthorizedKey))).Succeeds();

        var after = KeyIn(scene, file);
        Assert.NotEqual(before.Id, after.Id);
        Assert.DoesNotContain(scene.World.Iam.StaticKeys, key => key.Id == before.Id);
        (await scene.PublishAsync("app", job, "--no-build", "-p:ContainerImageTag=after")).Pushed(scene.WestRegistry, "app", "after");
        var answer = await scene.RunAsync("sh", ["-c", $"echo {Scene.West} | docker-credential-nebius-registry get > '{scene.Secrets}/answer'"], tool.With(job));
        answer.Succeeds();
        Assert.Contains(after.Token, await File.ReadAllTextAsync(Path.Join(scene.Secrets, "answer"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Emulator.StaticKey KeyIn(Scene scene, string file) => scene.World.Iam.StaticKeys.Single(key => key.Token == File.ReadAllText(file));

    private Task<CommandResult> ManageAsync(Scene scene, string[] arguments) =>
        scene.RunAsync(tool.File, ["static-key", .. arguments], tool.With(scene.WithAuthorizedKey));
}
