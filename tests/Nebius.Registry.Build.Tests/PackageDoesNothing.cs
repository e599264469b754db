using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// If neither registry is a Nebius registry, or if the package is switched off, nothing of the package runs, as the build's log shows.
/// </summary>
public sealed class PackageDoesNothing(PackedPackages packages)
{
    [Fact]
    public async Task A_push_to_Nebius_shows_tasks_and_imports_of_the_package_in_the_log()
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: true);
        scene.AddBuiltApp();

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build");

        published.Pushed(scene.WestRegistry, "app");
        var log = Footprint.Of(scene);
        Assert.Contains("app.csproj: SetNebiusCredentials", log.Tasks);
        Assert.Contains("app.csproj: _NebiusSetCredentials", log.Targets);
        Assert.NotEmpty(log.Assemblies);
        Assert.Equal(
            ["Microsoft.NET.Sdk.targets", "Nebius.Registry.Build.Hooks.targets", "Nebius.Registry.Build.Push.targets", "Nebius.Registry.Build.targets", "app.csproj.nuget.g.props", "app.csproj.nuget.g.targets"],
            log.Imports.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_push_to_another_registry_is_left_to_the_SDK()
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: true);
        var foreign = scene.World.AddForeignRegistry("registry.example.test");
        scene.AddBuiltApp();
        var environment = new Dictionary<string, string?>(scene.WithStaticKey)
        {
            ["SDK_CONTAINER_REGISTRY_UNAME"] = foreign.UserName,
            ["SDK_CONTAINER_REGISTRY_PWORD"] = foreign.Password,
        };

        var published = await scene.DotNetAsync(
            ["publish", "app", "--no-build", "-t:PublishContainer", "-p:ContainerRegistry=registry.example.test"], environment);

        published.Succeeds().DoesNotSay("Nebius:");
        Assert.NotNull(foreign.Content.FindManifest("app", "latest"));
        AssertNothingOfOursRan(scene);
    }

    [Fact]
    public async Task The_package_switched_off_does_not_touch_a_push_to_Nebius()
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: true);
        scene.AddBuiltApp();

        var published = await scene.PublishAsync(
            "app", scene.WithStaticKey, "--no-build", "-p:NebiusRegistryEnabled=false", "-p:ContainerRepository=e00abc/app");

        published.Fails().Says("CONTAINER1").DoesNotSay("NEBIUS").DoesNotSay("Nebius:").PushedNothing(scene.WestRegistry);
        Assert.All(scene.World.Requests.To(Scene.West), request => Assert.False(request.HasAuthorization, request.ToString()));
        AssertNothingOfOursRan(scene);
    }

    [Fact]
    public async Task A_library_and_a_project_that_references_the_app_run_no_target_of_the_package()
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: true);
        scene.AddConsole("app");
        scene.AddConsole(
            "consumer",
            "<ContainerArchiveOutputPath>$(MSBuildThisFileDirectory)image.tar.gz</ContainerArchiveOutputPath>",
            """<ProjectReference Include="../app/app.csproj" />""");
        scene.Write("library/library.csproj", Projects.Project("Microsoft.NET.Sdk", string.Empty, scene.PackageReference));
        scene.Write("all.slnx", """
            <Solution>
              <Project Path="app/app.csproj" />
              <Project Path="consumer/consumer.csproj" />
              <Project Path="library/library.csproj" />
            </Solution>
            """);

        var published = await scene.PublishAsync("all.slnx", scene.WithStaticKey);

        published.Pushed(scene.WestRegistry, "app");
        var log = Footprint.Of(scene);
        Assert.DoesNotContain(log.Imports, import => import.StartsWith("consumer", StringComparison.Ordinal));
        Assert.All(log.Tasks, task => Assert.StartsWith("app.csproj:", task, StringComparison.Ordinal));
    }

    private static void AssertNothingOfOursRan(Scene scene)
    {
        var log = Footprint.Of(scene);
        Assert.NotEmpty(log.Imports);
        Assert.Empty(log.Tasks);
        Assert.Empty(log.Assemblies);
        Assert.Equal(0, scene.World.Iam.ExchangeCount);
    }
}
