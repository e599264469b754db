using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A user's own targets in the publish keep working, and can't send the credential to another host.</summary>
public sealed class UsersOwnTargets(PackedPackages packages)
{
    [Fact]
    public async Task A_users_target_runs_before_the_image_is_made_and_without_the_credential()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp();
        scene.Write("Directory.Build.targets", """
            <Project>
              <Target Name="AddLabel" BeforeTargets="PublishContainer">
                <ItemGroup><ContainerLabel Include="added.by.the.user" Value="yes" /></ItemGroup>
                <Exec Command="env | grep -oE '^(REGISTRY_AUTH_FILE|DOTNET_CONTAINER_[A-Z_]*)'; echo looked" Condition="'$(OS)' != 'Windows_NT'" />
              </Target>
            </Project>
            """);

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build");

        published.Succeeds().Says("looked").DoesNotSay("REGISTRY_AUTH_FILE").DoesNotSay("DOTNET_CONTAINER_");
        var config = scene.WestRegistry.Content.FindBlob("app", scene.WestRegistry.FindManifest("app", "latest")!.Config!);
        Assert.Contains("added.by.the.user", System.Text.Encoding.UTF8.GetString(config!.Value.AsSpan()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_users_target_cannot_send_the_credential_to_another_host()
    {
        const string Elsewhere = "registry.example.test";
        await using var scene = await Scene.StartAsync(packages);
        scene.World.AddForeignRegistry(Elsewhere);
        scene.AddBuiltApp();
        scene.Write("Directory.Build.targets", $"""
            <Project>
              <Target Name="Turn" BeforeTargets="_PublishSingleContainer">
                <PropertyGroup><ContainerRegistry>{Elsewhere}</ContainerRegistry></PropertyGroup>
              </Target>
            </Project>
            """);

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build");

        published.Fails().DoesNotSay("Nebius: push to");
        Assert.NotEmpty(scene.World.Requests.To(Elsewhere));
        Assert.All(scene.World.Requests.To(Elsewhere), request => Assert.Null(request.AuthorizationScheme));
    }

    [Fact]
    public async Task A_private_base_image_without_a_credential_gets_the_list_of_all_sources()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp();

        var published = await scene.DotNetAsync(
            ["publish", "app", "--no-build", "-t:PublishContainer", "-p:ContainerArchiveOutputPath=image.tar.gz", $"-p:ContainerBaseImage={Scene.West}/e00abc/base:1"]);

        published.Fails().Says("it is pulled without one").Says("error NEBIUS1201");
    }
}
