using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>One build of several projects: the key is exchanged once, and no project is served by another's credential.</summary>
public sealed class SeveralProjects(PackedPackages packages)
{
    [Fact]
    public async Task A_solution_of_three_projects_is_pushed_in_one_process()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("one");
        scene.AddConsole("two");
        scene.AddWeb("site");
        scene.Write("all.slnx", """
            <Solution><Project Path="one/one.csproj" /><Project Path="two/two.csproj" /><Project Path="site/site.csproj" /></Solution>
            """);

        var published = await scene.PublishAsync("all.slnx", scene.WithAuthorizedKey, "-m:1");

        Assert.All(["one", "two", "site"], project => published.Pushed(scene.WestRegistry, project));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_traversal_project_pushes_to_two_regions_in_several_processes_and_each_copies_to_the_other()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltConsole("west", $"<ContainerRegistry>{Scene.West}</ContainerRegistry><NebiusRegistryId>e00abc</NebiusRegistryId><NebiusCopyTo>registry-e00def</NebiusCopyTo>");
        scene.AddBuiltConsole("north", "<NebiusRegion>eu-north1</NebiusRegion><NebiusRegistryId>e00def</NebiusRegistryId><NebiusCopyTo>eu-west1/e00abc</NebiusCopyTo>");
        scene.AddTraversal("dirs.proj", """<MSBuild Projects="@(All)" Targets="Publish;PublishContainer" BuildInParallel="true" />""");

        var published = await scene.DotNetAsync(["build", "dirs.proj", "-t:PublishContainer", "-m:2", .. Publishing.NoBuild], scene.WithAuthorizedKey);

        Assert.Equal(published.Pushed(scene.WestRegistry, "west").Digest, scene.NorthRegistry.FindManifest("west", "latest")?.Digest);
        Assert.Equal(published.Pushed(scene.NorthRegistry, "north").Digest, scene.WestRegistry.FindManifest("north", "latest")?.Digest);
        Assert.True(Footprint.Of(scene).NodesOf("SetNebiusCredentials") > 1, "Both were built in one process, so this shows nothing.");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Theory]
    [InlineData("-m:1")]
    [InlineData("-m:2")]
    public async Task Two_projects_that_push_the_same_tag_get_a_warning(string processes)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp(folder: "one");
        scene.AddBuiltApp(folder: "two");
        scene.Write("dirs.proj", """
            <Project>
              <Target Name="PublishContainer">
                <MSBuild Projects="one/app/app.csproj;two/app/app.csproj" Targets="Publish;PublishContainer" BuildInParallel="true"
                         Properties="NoBuild=true;Configuration=Release" />
              </Target>
            </Project>
            """);

        var published = await scene.DotNetAsync(["build", "dirs.proj", "--no-restore", .. Publishing.ToWest, processes], scene.WithStaticKey);

        published.Succeeds();
        var warnings = BuildLog.Read(scene.LastBinaryLog).OurWarnings.ToArray();
        Assert.NotEmpty(warnings);
        Assert.All(warnings, warning => Assert.Equal("NEBIUS3007", warning.Code));
        published.Says($"Two projects push {Scene.West}/e00abc/app:latest at the same time").Says("one/app/app.csproj").Says("two/app/app.csproj");
    }

    [Fact]
    public async Task The_credential_of_one_project_is_not_there_for_the_next()
    {
        // Three registries and a separate process, because the SDK caches the Authorization header by host.
        await using var scene = await Scene.StartAsync(packages);
        var third = scene.World.Registries.Add("e00third", "me-west1");
        third.Grant(scene.Account, RegistryRights.Push);
        scene.AddBuiltConsole("a", $"""
            <ContainerRegistry>{Scene.West}</ContainerRegistry>
            <NebiusRegistryId>e00abc</NebiusRegistryId>
            <NebiusAuthorizedKeyFile>../../secrets/{Path.GetFileName(scene.AuthorizedKeyFile)}</NebiusAuthorizedKeyFile>
            """);
        scene.AddBuiltConsole("b", "<NebiusRegion>eu-north1</NebiusRegion><NebiusRegistryId>e00def</NebiusRegistryId>");
        scene.AddBuiltConsole("c", $"""
            <ContainerRegistry>{third.Host}</ContainerRegistry>
            <ContainerRepository>e00third/c</ContainerRepository>
            <NebiusRegistryEnabled>false</NebiusRegistryEnabled>
            """);
        scene.AddTraversal(
            "dirs.proj", """<MSBuild Projects="%(All.Identity)" Targets="Publish;PublishContainer" ContinueOnError="ErrorAndContinue" />""");

        var published = await scene.DotNetAsync(["build", "dirs.proj", "-t:PublishContainer", "-m:1", .. Publishing.NoBuild]);

        published.Fails().Says("error NEBIUS1201").Says("error CONTAINER1").PushedNothing(scene.NorthRegistry).PushedNothing(third);
        Assert.NotNull(scene.WestRegistry.FindManifest("a", "latest"));
        var others = scene.World.Requests.To(Scene.North).Concat(scene.World.Requests.To(third.Host)).ToArray();
        Assert.NotEmpty(others);
        Assert.All(others, request => Assert.False(request.HasAuthorization, request.ToString()));
    }
}
