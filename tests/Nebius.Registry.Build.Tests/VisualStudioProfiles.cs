using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Visual Studio writes a publish profile with RegistryUrl, which wins over ContainerRegistry, and publishes with it.</summary>
public sealed class VisualStudioProfiles(PackedPackages packages)
{
    [Fact]
    public async Task A_profile_with_RegistryUrl_pushes_and_copies()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddWeb("app");
        AddProfile(scene, Scene.West, "<NebiusCopyTo>eu-north1/e00def;e00abc/mirror</NebiusCopyTo>");

        var published = await PublishAsync(scene, new(scene.WithStaticKey) { ["MSBUILDFORCEALLTASKSOUTOFPROC"] = "1" });

        published.Succeeds();
        var manifest = scene.WestRegistry.FindManifest("app", "v7");
        Assert.NotNull(manifest);
        published.Says($"Nebius: pushed {Scene.West}/e00abc/app@{manifest.Digest} (v7)");
        Assert.Equal(manifest.Digest, scene.NorthRegistry.FindManifest("app", "v7")?.Digest);
        Assert.Equal(manifest.Digest, scene.WestRegistry.FindManifest("mirror/app", "v7")?.Digest);
    }

    [Theory]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc", "NEBIUS1104", "RegistryUrl has to be the host alone", "-p:RegistryUrl=cr.eu-west1.nebius.cloud")]
    [InlineData("https://CR.eu-west1.nebius.cloud", "NEBIUS1101", "RegistryUrl is 'https://CR.", "-p:RegistryUrl=cr.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-north1.nebius.cloud", "NEBIUS1111", "registry-e00abc is in eu-west1", "-p:RegistryUrl=cr.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-west1.nebius.example", "NEBIUS2003", "RegistryUrl is 'cr.eu-west1.nebius.example'", "-p:RegistryUrl=cr.eu-west1.nebius.cloud")]
    public async Task A_message_about_the_registry_names_the_property_of_the_profile(string registry, string code, params string[] words)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddWeb("app", "<NebiusRegistryId>e00abc</NebiusRegistryId>");
        AddProfile(scene, registry);

        // One of the cases in a task host, which has its own copy of the names.
        var taskHost = code == "NEBIUS1111" ? "1" : null;
        var published = await PublishAsync(scene, new(scene.WithAuthorizedKey) { ["MSBUILDFORCEALLTASKSOUTOFPROC"] = taskHost });

        published.Fails().Says(code).DoesNotSay("-p:ContainerRegistry=");
        Assert.All(words, word => published.Says(word));
    }

    private static void AddProfile(Scene scene, string registry, string properties = "") =>
        scene.Write("app/Properties/PublishProfiles/nebius.pubxml", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Project>
              <PropertyGroup>
                <WebPublishMethod>Container</WebPublishMethod>
                <ContainerPublishMethod>NetSdk</ContainerPublishMethod>
                <ContainerRepository>e00abc/app</ContainerRepository>
                <RegistryUrl>{registry}</RegistryUrl>
                {properties}
                <UserName>iam</UserName>
                <PublishImageTag>v7</PublishImageTag>
                <PublishProvider>ContainerRegistry</PublishProvider>
                <LastUsedBuildConfiguration>Release</LastUsedBuildConfiguration>
                <LastUsedPlatform>Any CPU</LastUsedPlatform>
                <ProjectGuid>9f221ded-210c-4907-be8a-7d0d489f9f70</ProjectGuid>
                <_TargetId>NetSdkCustomContainerRegistry</_TargetId>
              </PropertyGroup>
            </Project>
            """);

    private static Task<CommandResult> PublishAsync(Scene scene, Dictionary<string, string?> environment) => scene.DotNetAsync(
        ["publish", "app", "-c", "Release", "-p:PublishProfile=nebius", "-p:BuildingInsideVisualStudio=true"], environment);
}
