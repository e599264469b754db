using Nebius.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;

namespace Nebius.Registry.Build.Tests;

/// <summary>A push that cannot work ends the build before it compiles, with the advice.</summary>
public sealed class ToldBeforeTheBuild(PackedPackages packages)
{
    [Theory]
    [InlineData("Auto")]
    [InlineData("true")]
    public async Task A_wrong_key(string preflight)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app");

        var published = await scene.PublishAsync("app", WrongKey(scene), $"-p:NebiusPreflight={preflight}");

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1401", "Asked beforehand", "nebius iam static-key issue").DidNotCompile(scene, log);
    }

    [Fact]
    public async Task A_wrong_key_for_a_web_project_with_a_publish_profile()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddWeb("web");

        var published = await scene.DotNetAsync(
            ["publish", "web", "-p:PublishProfile=DefaultContainer", "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc"], WrongKey(scene));

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1401", "Asked beforehand").DidNotCompile(scene, log);
    }

    [Fact]
    public async Task A_base_image_of_ours_that_is_missing_and_a_registry_of_another_region()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app");

        var published = await scene.DotNetAsync(
            ["publish", "app", "-t:PublishContainer", "-p:NebiusRegion=eu-north1", "-p:NebiusRegistryId=e00abc", $"-p:ContainerBaseImage={Scene.West}/e00abc/base:9.9"],
            scene.WithAuthorizedKey);

        var log = BuildLog.Read(scene.LastBinaryLog);
        Assert.Equal(["NEBIUS1111", "NEBIUS1403"], log.OurErrors.Select(error => error.Code));
        published.Fails().Says("registry-e00abc is in eu-west1").Says("-p:NebiusRegion=eu-west1").DidNotCompile(scene, log);
    }

    // A worker node sees nothing of the command line: there it is told before the push, and how to be told sooner.
    [Theory]
    [InlineData("Auto", true)]
    [InlineData("true", false)]
    public async Task A_solution_on_worker_nodes(string preflight, bool compiles)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("one");
        scene.AddConsole("two");
        scene.Write("all.slnx", "<Solution><Project Path=\"one/one.csproj\" /><Project Path=\"two/two.csproj\" /></Solution>");

        var published = await scene.PublishAsync(
            "all.slnx", new Dictionary<string, string?>(WrongKey(scene)) { ["MSBUILDNOINPROCNODE"] = "1" }, "-m:2", $"-p:NebiusPreflight={preflight}");

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.Fails().Says("error NEBIUS1401").DoesNotSay("CONTAINER1016");
        Assert.Equal(compiles, log.Targets.Contains("CoreCompile"));
        Assert.Equal(compiles, published.Output.Contains("to be told before the next build compiles: -p:NebiusPreflight=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_target_changes_at_the_last_moment_is_asked_about_again()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app");
        scene.Write("Directory.Build.targets", """
            <Project>
              <Target Name="Rename" BeforeTargets="ComputeContainerConfig"><PropertyGroup><ContainerRepository>renamed</ContainerRepository></PropertyGroup></Target>
            </Project>
            """);

        (await scene.PublishAsync("app", scene.WithStaticKey)).Pushed(scene.WestRegistry, "renamed");

        var asked = scene.World.Requests.To(EmulatorEndpoint.UploadSession).Where(request => request.Method == "DELETE").Select(request => request.Path);
        Assert.Equal(["app", "renamed"], asked.Select(path => path.Split('/')[3]));
    }

    // With a static key, the registry's region could not be found by its id; it need not be.
    [Fact]
    public async Task A_registry_that_a_target_names_comes_before_the_one_of_the_id()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app", "<NebiusRegistryId>e00abc</NebiusRegistryId>");
        scene.Write("Directory.Build.targets", $"""
            <Project>
              <Target Name="Choose" BeforeTargets="ComputeContainerConfig"><PropertyGroup><ContainerRegistry>{Scene.West}</ContainerRegistry></PropertyGroup></Target>
            </Project>
            """);

        (await scene.DotNetAsync(["publish", "app", "-t:PublishContainer"], scene.WithStaticKey)).Pushed(scene.WestRegistry, "app");
    }

    [Fact]
    public async Task Many_architectures_are_asked_about_once()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app", Projects.TwoArchitectures);

        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "-m:2")).Pushed(scene.WestRegistry, "app");

        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.UploadSession), request => request.Method == "DELETE");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_plain_build_and_a_plain_publish_make_no_connection()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app", $"<ContainerRegistry>{Scene.West}</ContainerRegistry><NebiusRegistryId>e00abc</NebiusRegistryId>");

        (await scene.DotNetAsync(["build", "app"], scene.WithAuthorizedKey)).Succeeds();
        (await scene.DotNetAsync(["publish", "app"], scene.WithAuthorizedKey)).Succeeds();

        Assert.Empty(scene.World.Requests.All);
        Assert.DoesNotContain(BuildLog.Read(scene.LastBinaryLog).Tasks, task => task.Contains("Nebius", StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> WrongKey(Scene scene)
    {
        var key = scene.World.Iam.IssueStaticKey(scene.Account);
        scene.World.Iam.Revoke(key);
        return new Dictionary<string, string?> { ["NEBIUS_REGISTRY_STATIC_KEY"] = key.Token };
    }
}
