using System.Text;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Push with the packed package, pull with podman, and run.</summary>
public sealed class PublishedImageRuns(PackedPackages packages)
{
    private static readonly string[] Podman = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--network", "none", "--runtime", "runc"];

    [Fact]
    public async Task An_image_pushed_to_Debians_docker_registry_runs_in_podman()
    {
        Tool.Require("docker-registry", "podman", "runc");
        await using var scene = await Scene.StartAsync(packages, new EmulatorOptions { BaseImages = BaseImageKind.Runnable }, hasServer: true);
        await using var registry = await DebianRegistry.StartAsync("iam", scene.StaticKey.Token);
        scene.AddBuiltApp();

        var published = await scene.DotNetAsync(
            ["publish", "app", "-c", "Release", "--no-build", "-t:PublishContainer", $"-p:ContainerRegistry={registry.Host}", "-p:NebiusRegistryId=e00abc"],
            new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = registry.Host });

        published.Succeeds().Says($"Nebius: pushed {registry.Host}/e00abc/app@sha256:");
        await RunsAsync(scene, $"{registry.Host}/e00abc/app:latest", registry.Host);
    }

    [Fact]
    public async Task An_image_pushed_to_the_emulator_under_its_real_name_runs_in_podman()
    {
        Tool.Require("podman", "runc");
        await using var scene = await Scene.StartAsync(packages, new EmulatorOptions { BaseImages = BaseImageKind.Runnable }, hasServer: true);
        scene.AddBuiltApp();

        var published = await scene.DotNetAsync(
            ["publish", "app", "-c", "Release", "--no-build", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc"],
            scene.WithStaticKey);

        published.Succeeds();
        await RunsAsync(scene, $"{Scene.West}/e00abc/app:latest", Scene.West);
    }

    private static async Task RunsAsync(Scene scene, string image, string host)
    {
        var authentication = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{scene.StaticKey.Token}"));
        var authFile = Path.Join(scene.Secrets, "auth.json");
        await File.WriteAllTextAsync(authFile, $$"""{ "auths": { "{{host}}": { "auth": "{{authentication}}" } } }""", TestContext.Current.CancellationToken);
        string[] storage = ["--root", Path.Join(scene.Secrets, "images"), "--runroot", Path.Join(scene.Secrets, "run"), "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs"];

        (await scene.RunAsync("podman", [.. storage, "pull", "--quiet", "--tls-verify=" + (host == Scene.West ? "true" : "false"), "--authfile", authFile, image])).Succeeds();
        var run = await scene.RunAsync("podman", [.. storage, "run", "--rm", .. Podman, image]);

        run.Succeeds().Says("hello from the image");
    }
}
