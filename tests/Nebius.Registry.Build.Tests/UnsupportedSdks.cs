using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

public sealed class UnsupportedSdks(PackedPackages packages)
{
    private static string? _sdks;

    private static readonly string[] Publish = ["publish", "app", "--no-restore", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc"];

    [Fact]
    public async Task An_SDK_that_is_too_old_fails_a_publish_to_Nebius_with_a_code_and_builds_all_else()
    {
        const string Pretend = "-p:NETCoreSdkVersion=9.0.300";
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddRestoredApp();
        (await scene.DotNetAsync(["build", "app", "--no-restore", Pretend])).Succeeds();

        var published = await scene.DotNetAsync([.. Publish, Pretend], scene.WithStaticKey);

        published.Fails().Says("error NEBIUS1001").DoesNotSay("NEBIUS1002");
        Assert.Empty(scene.World.Requests.To(Scene.West));
    }

    // In Visual Studio, packages are also referenced by projects in the old format.
    [Fact]
    public async Task A_project_without_an_SDK_loads_and_builds_and_a_push_to_Nebius_is_an_error()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        var targets = Path.Join(PackedPackages.RepositoryRoot, "src/Nebius.Registry.Build/build/Nebius.Registry.Build");
        scene.Write("old.proj", $"""
            <Project>
              <Import Project="{targets}.props" />
              <Target Name="Build"></Target>
              <Import Project="{targets}.targets" />
            </Project>
            """);
        (await scene.DotNetAsync(["msbuild", "old.proj", "-t:Build"])).Succeeds();

        (await scene.DotNetAsync(["msbuild", "old.proj", "-t:NebiusHelmPush"])).Fails().Says("error NEBIUS1001").Says("uses no .NET SDK on MSBuild 18");
    }

    // An SDK before 10.0.400 doesn't declare the capability.
    [Fact]
    public async Task An_SDK_that_cannot_be_handed_a_credential_in_Visual_Studio_fails_a_publish_to_Nebius_alone()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddRestoredApp();
        string[] pretend = ["-p:_NebiusIsMSBuildExe=true", "-p:DotNetSdkSupportsVSHostObjectRemoting="];
        (await scene.DotNetAsync(["build", "app", "--no-restore", .. pretend])).Succeeds();

        var published = await scene.DotNetAsync([.. Publish, .. pretend], scene.WithStaticKey);

        published.Fails().Says("error NEBIUS1001: In Visual Studio and MSBuild.exe, Nebius.Registry.Build needs the .NET SDK 10.0.400 or newer");
        Assert.Empty(scene.World.Requests.To(Scene.West));
    }

    [Theory]
    [InlineData("_PublishSingleContainer")]
    [InlineData("_PublishMultiArchContainers")]
    [InlineData("ComputeContainerConfig")]
    public async Task An_SDK_whose_targets_have_other_names_is_reported_before_it_compiles(string target)
    {
        await using var scene = await Scene.StartAsync(packages);
        await AddAppAsync(scene, "Microsoft.NET.Build.Containers.targets", target);

        var published = await scene.DotNetAsync(Publish, scene.WithStaticKey);

        published.Fails().Says("error NEBIUS1002: This version of Nebius.Registry.Build doesn't work with the .NET SDK");
        published.DidNotCompile(scene, BuildLog.Read(scene.LastBinaryLog));
    }

    [Theory]
    [InlineData("")]
    [InlineData("linux-x64%3Blinux-arm64")]
    public async Task An_SDK_that_pushes_through_other_targets_is_reported(string runtimeIdentifiers)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        await AddAppAsync(scene, "Other.targets", "_PublishSingleContainer", "_PublishMultiArchContainers");

        (await scene.DotNetAsync([.. Publish, $"-p:ContainerRuntimeIdentifiers={runtimeIdentifiers}"], scene.WithStaticKey)).Fails().Says("error NEBIUS1002");
    }

    // Without the target, the region would not become the registry, and the image would go to the local daemon.
    [Fact]
    public async Task An_SDK_that_computes_the_settings_in_another_target_is_reported()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        await AddAppAsync(scene, "Other.targets", "ComputeContainerConfig");

        var published = await scene.DotNetAsync(
            ["publish", "app", "--no-restore", "-t:PublishContainer", "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc"], scene.WithStaticKey);

        published.Fails().Says("error NEBIUS1002").DoesNotSay("Pushed image");
    }

    // The SDK leaves the import of its container targets to a project that sets _ContainersTargetsDir.
    private static async Task AddAppAsync(Scene scene, string file, params string[] renamed)
    {
        scene.AddRestoredApp();
        _sdks ??= (await scene.DotNetAsync(["msbuild", "app", "-getProperty:MSBuildSDKsPath"])).Succeeds().Output.Trim();
        var targets = await File.ReadAllTextAsync(Path.Join(_sdks, "../Containers/build/Microsoft.NET.Build.Containers.targets"), TestContext.Current.CancellationToken);
        scene.Write($"app/{file}", renamed.Aggregate(targets, (text, target) => text.Replace(target, target + "2", StringComparison.Ordinal)));
        scene.Write("app/app.csproj", $"""
            <Project>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <UseAppHost>false</UseAppHost>
                <_ContainersTargetsDir>$(MSBuildProjectDirectory)</_ContainersTargetsDir>
              </PropertyGroup>
              <ItemGroup>{scene.PackageReference}</ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
              <Import Project="{file}" />
            </Project>
            """);
    }
}
