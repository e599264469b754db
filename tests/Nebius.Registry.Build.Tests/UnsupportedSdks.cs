using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

public sealed class UnsupportedSdks(PackedPackages packages)
{
    private static readonly string[] Publish = ["publish", "app", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc"];

    [Fact]
    public async Task An_SDK_that_is_too_old_fails_a_publish_to_Nebius_with_a_code_and_builds_all_else()
    {
        const string Pretend = "-p:NETCoreSdkVersion=9.0.300";
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app");
        (await scene.DotNetAsync(["build", "app", Pretend])).Succeeds();

        var published = await scene.DotNetAsync([.. Publish, Pretend], scene.WithStaticKey);

        published.Fails().Says("error NEBIUS1001").DoesNotSay("NEBIUS1002");
        Assert.Empty(scene.World.Requests.To(Scene.West));
    }

    [Theory]
    [InlineData("")]
    [InlineData("linux-x64;linux-arm64")]
    public async Task An_SDK_that_pushes_through_other_targets_is_reported(string runtimeIdentifiers)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app");
        var sdks = (await scene.DotNetAsync(["msbuild", "app", "-getProperty:MSBuildSDKsPath"])).Succeeds().Output.Trim();
        scene.Write("app/newer.targets", (await File.ReadAllTextAsync(Path.Join(sdks, "../Containers/build/Microsoft.NET.Build.Containers.targets"), TestContext.Current.CancellationToken))
            .Replace("_PublishSingleContainer", "_PushOneImage", StringComparison.Ordinal)
            .Replace("_PublishMultiArchContainers", "_PushImages", StringComparison.Ordinal));
        scene.Write("app/app.csproj", $"""
            <Project>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <UseAppHost>false</UseAppHost>
                <ContainerRuntimeIdentifiers>{runtimeIdentifiers}</ContainerRuntimeIdentifiers>
                <!-- The SDK leaves the import of its container targets to a project that sets this. -->
                <_ContainersTargetsDir>$(MSBuildProjectDirectory)</_ContainersTargetsDir>
              </PropertyGroup>
              <ItemGroup>{scene.PackageReference}</ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
              <Import Project="newer.targets" />
            </Project>
            """);

        (await scene.DotNetAsync(Publish, scene.WithStaticKey)).Fails().Says("error NEBIUS1002");
    }
}
