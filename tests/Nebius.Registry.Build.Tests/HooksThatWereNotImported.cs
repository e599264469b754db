using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// The SDK imports the targets that push through one property, which a project may replace. An image for Nebius is then not pushed without
/// the package's hooks.
/// </summary>
public sealed class HooksThatWereNotImported(ServedApp app, PackedPackages packages) : IClassFixture<ServedApp>
{
    private const string File = "Directory.Build.targets";

    [Theory]
    [InlineData("-p:ContainerRegistry=", "-p:NebiusRegion=eu-west1")]
    [InlineData("-p:ContainerRegistry=", "-p:NebiusPreflight=false")]
    [InlineData("-p:ContainerRegistry=cr.eu-west1.nebius.cloud")]
    [InlineData("-p:ContainerRegistry=", "-p:NebiusRegistryId=e00abc", "-p:ContainerBaseImage=mcr.microsoft.com/dotnet/runtime:10.0")]
    [InlineData("-p:ContainerRuntimeIdentifiers=linux-x64%3Blinux-arm64")]
    public async Task A_property_that_was_replaced_ends_the_publish_before_anything_is_pushed(params string[] properties)
    {
        app.Scene.Write(File, "<Project><PropertyGroup><AfterMicrosoftNETSdkTargets>$(MSBuildThisFileDirectory)mine.targets</AfterMicrosoftNETSdkTargets></PropertyGroup></Project>");
        app.Scene.Write("mine.targets", "<Project />");

        var published = await app.PublishAsync(app.Scene.WithStaticKey, properties);

        published.IsExplained(app.LastLog, "NEBIUS1002", "mine.targets", "$(AfterMicrosoftNETSdkTargets);");
        published.DoesNotSay("Pushed image");
        Assert.Empty(app.World.Requests.All);
    }

    [Fact]
    public async Task A_region_from_the_environment_is_not_pushed_past_the_hooks_before_the_build_compiles()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app");
        scene.Write("mine.targets", "<Project />");

        var published = await scene.DotNetAsync(
            ["publish", "app", "-t:PublishContainer", $"-p:AfterMicrosoftNETSdkTargets={scene.Workspace}/mine.targets"],
            new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_REGION"] = "eu-west1" });

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1002").DidNotCompile(scene, log);
    }

    [Fact]
    public async Task An_image_for_an_archive_is_left_to_the_SDK()
    {
        app.Scene.Write(File, "<Project><PropertyGroup><AfterMicrosoftNETSdkTargets></AfterMicrosoftNETSdkTargets></PropertyGroup></Project>");

        var published = await app.PublishAsync(
            app.Scene.WithStaticKey, "-p:ContainerRegistry=", "-p:NebiusRegistryId=", "-p:ContainerArchiveOutputPath=image.tar.gz");

        published.Succeeds();
    }
}
