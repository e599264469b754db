using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

public sealed class PushWithAStaticKey(PackedPackages packages)
{
    [Fact]
    public async Task A_console_project_with_nothing_but_the_package_pushes()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app");

        var published = await scene.DotNetAsync(
            ["publish", "app", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=registry-e00abc"],
            Scene.WithCompiler(scene.WithStaticKey));

        published.Succeeds();
        var manifest = scene.WestRegistry.FindManifest("app", "latest");
        Assert.NotNull(manifest);
        published.Says($"Nebius: push to {Scene.West} as iam with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)");
        published.Says($"Nebius: pushed {Scene.West}/e00abc/app@{manifest.Digest} (latest)");
        Assert.False(Directory.Exists(Path.Join(scene.Home, ".cache/nebius-registry")), "There is a folder for tokens, and no token.");
    }

    [Fact]
    public async Task A_console_project_without_a_key_does_not_push()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app");

        var published = await scene.DotNetAsync(
            ["publish", "app", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=registry-e00abc"]);

        published.Fails().Says("error NEBIUS1201");
        Assert.Null(scene.WestRegistry.FindManifest("app", "latest"));
    }
}
