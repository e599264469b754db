using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The properties that messages give for a push to another region work as printed, whatever sets the region now.</summary>
public sealed class AnotherRegion(PackedPackages packages)
{
    // A project may have its region in NebiusRegion and in ContainerRegistry; if only one of them changed, they would disagree.
    [Theory]
    [InlineData("<NebiusRegistryId>e00abc</NebiusRegistryId>", "", "-p:NebiusRegion=eu-west1")]
    [InlineData(
        $"<ContainerRegistry>{Scene.North}</ContainerRegistry><NebiusRegistryId>e00abc</NebiusRegistryId>",
        "",
        $"-p:ContainerRegistry={Scene.West} -p:NebiusRegion=eu-west1")]
    [InlineData("", $"-p:ContainerRepository={Scene.West}/e00abc/app", "-p:NebiusRegion=eu-west1 -p:ContainerRepository=app -p:NebiusRegistryId=e00abc")]
    [InlineData(
        "<NebiusRegistryId>e00def</NebiusRegistryId>",
        $"-p:ContainerRepository={Scene.West}/e00abc/app",
        "-p:NebiusRegion=eu-west1 -p:ContainerRepository=app -p:NebiusRegistryId=e00abc")]
    public async Task A_project_with_a_region_pushes_to_another_one_as_the_message_says(string properties, string typed, string advice)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp($"<NebiusRegion>eu-north1</NebiusRegion>{properties}");
        string[] publish = ["publish", "app", "-c", "Release", "--no-build", "-t:PublishContainer", .. typed.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        // The advice depends on what was typed.
        scene.BuildsAlone = true;
        (await scene.DotNetAsync(publish, scene.WithAuthorizedKey)).Fails().Says($"  {advice}");
        scene.BuildsAlone = false;

        (await scene.DotNetAsync([.. publish, .. advice.Split(' ')], scene.WithAuthorizedKey)).Pushed(scene.WestRegistry, "app");
    }
}
