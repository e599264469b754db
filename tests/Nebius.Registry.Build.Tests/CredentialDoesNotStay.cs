using Nebius.Registry.Build.Tests.Infrastructure;

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
              <Target Name="During" BeforeTargets="_PublishSingleContainer" DependsOnTargets="_NebiusSetCredentials"><Exec Command="{Command("during")}" /></Target>
              <Target Name="After" AfterTargets="PublishContainer"><Exec Command="{Command("after")}" /></Target>
              <Target Name="MuchLater"><Exec Command="{Command("later")}" /></Target>
            </Project>
            """);
        scene.AddTraversal("dirs.proj", """
            <MSBuild Projects="@(All)" Targets="Publish;PublishContainer" ContinueOnError="ErrorAndContinue" />
            <MSBuild Projects="@(All)" Targets="MuchLater" />
            """);

        var published = await scene.DotNetAsync(["build", "dirs.proj", "-m:1", .. Publishing.ToWest], scene.WithStaticKey);

        published.Says("during: DOTNET_CONTAINER_PUSH_REGISTRY_PWORD").Says("later: looked");
        published.DoesNotSay("after: DOTNET").DoesNotSay("later: DOTNET");
        Assert.Equal(mayPush, published.ExitCode == 0);
        Assert.Equal(mayPush, published.Output.Contains("after: looked", StringComparison.Ordinal));
    }

    // The names only: a value would be found by the search for secrets.
    private static string Command(string when) => $"env | grep -o '^DOTNET_CONTAINER_[A-Z_]*' | sed 's/^/{when}: /'; echo '{when}: looked'";
}
