using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

public sealed class PushWithAStaticKey(PackedPackages packages)
{
    [Fact]
    public async Task A_console_project_with_nothing_but_the_package_pushes()
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: true);
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

    [Theory]
    [InlineData("../secrets/registry.key", "", "NEBIUS_REGISTRY_STATIC_KEY_FILE")]
    [InlineData(null, "<NebiusRegistryStaticKeyFile>../../../secrets/registry.key</NebiusRegistryStaticKeyFile>", "NebiusRegistryStaticKeyFile")]
    public async Task A_key_file_is_found_from_where_the_build_was_started_or_from_the_project(string? variable, string property, string origin)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: variable is null);
        scene.AddBuiltApp(property, folder: "src");
        await File.WriteAllTextAsync(Path.Join(scene.Secrets, "registry.key"), scene.StaticKey.Token + "\n", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?> { ["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = variable };

        var published = await scene.PublishAsync("src/app/app.csproj", environment, "--no-build");

        published.Pushed(scene.WestRegistry, "app");
        published.Says($"Nebius: push to {Scene.West} as iam with StaticKey ({origin})");
    }

    [Fact]
    public async Task A_typed_key_file_beats_the_environment_and_is_not_refused_as_a_secret()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        var file = Path.Join(scene.Secrets, "registry.key");
        await File.WriteAllTextAsync(file, scene.StaticKey.Token, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?> { ["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1"] = "v1.revoked" };

        var published = await scene.PublishAsync("app", environment, "--no-build", $"-p:NebiusRegistryStaticKeyFile={file}");

        published.Pushed(scene.WestRegistry, "app");
    }

    [Fact]
    public async Task A_console_project_without_a_key_does_not_push()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddRestoredApp();

        var published = await scene.DotNetAsync(
            ["publish", "app", "--no-restore", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=registry-e00abc"]);

        published.Fails().Says("error NEBIUS1201");
        Assert.Null(scene.WestRegistry.FindManifest("app", "latest"));
    }
}
