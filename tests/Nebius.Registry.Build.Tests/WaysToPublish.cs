using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The commands that publish a container, other than <c>dotnet publish -t:PublishContainer</c> of a console project.</summary>
public sealed class WaysToPublish(PackedPackages packages)
{
    private static readonly string[] Destination = [$"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc"];

    [Theory]
    [InlineData("-p:PublishProfile=DefaultContainer")]
    [InlineData("-t:PublishContainer", "-r", "linux-x64")]
    public async Task A_web_project_is_published_by_profile_and_by_target(params string[] how)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddWeb("site");

        var published = await scene.DotNetAsync(["publish", "site", .. how, .. Destination], scene.WithStaticKey);

        published.Pushed(scene.WestRegistry, "site");
    }

    [Fact]
    public async Task Dotnet_build_with_both_targets_pushes_and_so_does_publish_without_building()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("app");

        var built = await scene.DotNetAsync(
            ["build", "app", "-c", "Release", "-t:Publish;PublishContainer", .. Destination, "-p:ContainerRepository=built"],
            scene.WithStaticKey);
        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build", "-p:ContainerRepository=published");

        built.Pushed(scene.WestRegistry, "built");
        published.Pushed(scene.WestRegistry, "published");
    }

    [Fact]
    public async Task A_file_without_a_project_is_published()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.Write("hello.cs", $"""
            #:package Nebius.Registry.Build@{scene.PackageVersion}
            #:property UseAppHost=false
            System.Console.WriteLine("hello from the image");
            """);

        // A file-based program takes few of MSBuild's options.
        var published = await scene.RunAsync(
            "dotnet",
            ["publish", "hello.cs", .. Publishing.ToWest, "-p:PublishAot=false", $"-bl:{scene.LastBinaryLog}"],
            new Dictionary<string, string?>(Scene.WithCompiler(scene.WithStaticKey)) { ["MSBUILDDISABLENODEREUSE"] = "1" });

        published.Pushed(scene.WestRegistry, "hello");
    }
}
