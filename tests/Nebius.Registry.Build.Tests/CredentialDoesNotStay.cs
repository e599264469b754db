using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

public sealed class CredentialDoesNotStay(PackedPackages packages)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Later_steps_of_the_project_do_not_see_it(bool mayPush)
    {
        await using var scene = await Scene.StartAsync(packages);
        if (!mayPush)
        {
            scene.WestRegistry.Revoke(scene.Account);
        }

        scene.AddConsole("app");
        scene.Write("app/Directory.Build.targets", $"""
            <Project>
              <Target Name="During" BeforeTargets="_PublishSingleContainer" DependsOnTargets="_NebiusSetCredentials">
                <Exec Command="{Command("during")}" />
              </Target>
              <Target Name="Ship">
                <CallTarget Targets="PublishContainer" ContinueOnError="ErrorAndContinue" />
                <Exec Command="{Command("after")}" />
              </Target>
            </Project>
            """);

        var published = await scene.DotNetAsync(
            ["build", "app", "-t:Publish;Ship", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc", "-p:NebiusPreflight=false"], scene.WithStaticKey);

        Assert.Equal(mayPush, published.ExitCode == 0);
        Assert.Equal(mayPush, scene.WestRegistry.FindManifest("app", "latest") is not null);
        published.Says("during: DOTNET_CONTAINER_PUSH_REGISTRY_PWORD").Says("after: looked").DoesNotSay("after: DOTNET");
    }

    // The names only: a value would be found by the search for secrets.
    private static string Command(string when) => $"env | grep -o '^DOTNET_CONTAINER_[A-Z_]*' | sed 's/^/{when}: /'; echo '{when}: looked'";
}
