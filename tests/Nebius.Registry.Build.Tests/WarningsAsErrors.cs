using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>TreatWarningsAsErrors alone is for the compiler; these two options turn every warning of a build into an error.</summary>
public sealed class WarningsAsErrors(PackedPackages packages)
{
    [Theory]
    [InlineData("-warnaserror")]
    [InlineData("-p:MSBuildTreatWarningsAsErrors=true")]
    public async Task Warnings_about_the_environment_and_excepted_ones_stay_warnings_with_warnaserror(string option)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp("<TreatWarningsAsErrors>true</TreatWarningsAsErrors><WarningsNotAsErrors>OWN1</WarningsNotAsErrors>");
        scene.Write("Directory.Build.targets", """
            <Project><Target Name="Own" BeforeTargets="PublishContainer"><Warning Code="OWN1" Text="the project's own" /></Target></Project>
            """);
        // A password without a user name: the SDK doesn't use it, and MSBuild logs it.
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["DOTNET_CONTAINER_PULL_REGISTRY_PWORD"] = "anything" };

        var published = await scene.PublishAsync("app", environment, "--no-build", option);

        published.Says("warning NEBIUS3001").Says("warning OWN1");
        published.Pushed(scene.WestRegistry, "app");
    }

    [Theory]
    [InlineData("-warnaserror")]
    [InlineData("-p:MSBuildTreatWarningsAsErrors=true")]
    public async Task A_warning_about_the_project_fails_the_build_with_warnaserror(string option)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp();

        var published = await scene.DotNetAsync(
            ["publish", "app", "-c", "Release", "--no-build", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusPreflight=false", option], scene.WithStaticKey);

        published.Fails().Says("error NEBIUS2001").PushedNothing(scene.WestRegistry);
    }
}
