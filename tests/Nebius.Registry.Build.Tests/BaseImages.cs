using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Only a Nebius registry gets the credential for the base image, wherever the output goes.</summary>
public sealed class BaseImages(PackedPackages packages)
{
    private const string Foreign = "registry.example.test";

    [Theory]
    [InlineData("eu-west1")]
    [InlineData("eu-north1")]
    public async Task A_base_image_in_a_Nebius_registry_is_pulled_with_the_credential_of_the_push(string region)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        var registry = region == "eu-west1" ? scene.WestRegistry : scene.NorthRegistry;
        var baseImage = await scene.SeedBaseImageAsync(registry);
        scene.AddBuiltApp();

        var published = await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build", $"-p:ContainerBaseImage={baseImage}");

        var manifest = published.Pushed(scene.WestRegistry, "app");
        Assert.Contains(manifest.Layers, layer => registry.Content.FindBlob("base/runtime", layer) is not null);
        published.Says($"Nebius: push to {Scene.West} ").Says($"Nebius: base image from {registry.Host} ");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        Assert.Empty(scene.World.Requests.To("mcr.microsoft.com"));
    }

    [Fact]
    public async Task Another_registry_is_pushed_to_with_the_users_own_login()
    {
        await using var scene = await Scene.StartAsync(packages);
        var foreign = scene.World.AddForeignRegistry(Foreign);
        var baseImage = await scene.SeedBaseImageAsync(scene.NorthRegistry);
        scene.AddBuiltApp();

        var published = await scene.DotNetAsync(
            ["publish", "app", "--no-build", "-t:PublishContainer", $"-p:ContainerRegistry={Foreign}", $"-p:ContainerBaseImage={baseImage}"],
            WithLogin(scene, foreign));

        published.Succeeds().Says($"Nebius: base image from {Scene.North} ").DoesNotSay("Nebius: push");
        Assert.NotNull(foreign.Content.FindManifest("app", "latest"));
        AssertOnlyTheUsersOwnLoginWentTo(scene, foreign);
    }

    [Fact]
    public async Task A_base_image_of_another_registry_is_pulled_with_the_users_own_login()
    {
        await using var scene = await Scene.StartAsync(packages);
        var foreign = scene.World.AddForeignRegistry(Foreign);
        await scene.World.SeedBaseImageAsync(foreign, "base/runtime", "10.0", cancellationToken: TestContext.Current.CancellationToken);
        scene.AddBuiltApp();

        var published = await scene.PublishAsync("app", WithLogin(scene, foreign), "--no-build", $"-p:ContainerBaseImage={Foreign}/base/runtime:10.0");

        published.Pushed(scene.WestRegistry, "app");
        published.DoesNotSay("Nebius: base image");
        AssertOnlyTheUsersOwnLoginWentTo(scene, foreign);
    }

    [Fact]
    public async Task An_image_archive_needs_a_credential_for_its_base_image_only()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        var baseImage = await scene.SeedBaseImageAsync(scene.NorthRegistry);
        scene.AddBuiltApp();

        var published = await scene.PublishAsync(
            "app", scene.WithStaticKey, "--no-build", $"-p:ContainerBaseImage={baseImage}", "-p:ContainerArchiveOutputPath=../app.tar.gz");

        published.Succeeds().Says($"Nebius: base image from {Scene.North} ").DoesNotSay("Nebius: push");
        Assert.True(File.Exists(Path.Join(scene.Workspace, "app.tar.gz")));
        Assert.Empty(scene.World.Requests.To(Scene.West));
    }

    private static Dictionary<string, string?> WithLogin(Scene scene, ForeignRegistry registry) => new(scene.WithStaticKey)
    {
        ["DOCKER_CONFIG"] = DockerLogin.Write(scene, registry.Host, registry.UserName, registry.Password),
    };

    private static void AssertOnlyTheUsersOwnLoginWentTo(Scene scene, ForeignRegistry registry)
    {
        var requests = scene.World.Requests.To(registry.Host).Where(request => request.HasAuthorization).ToArray();
        Assert.NotEmpty(requests);
        Assert.All(requests, request => Assert.Equal(registry.UserName, request.Identity));
    }
}
