using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A push that cannot work ends the build before it compiles, with the advice.</summary>
public sealed class PreflightCheckBeforeTheBuild(PackedPackages packages)
{
    [Theory]
    [InlineData("Auto")]
    [InlineData("true")]
    public async Task A_wrong_key_ends_the_build_before_it_compiles(string preflight)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddRestoredApp();

        var published = await scene.PublishAsync("app", WrongKey(scene), "--no-restore", $"-p:NebiusPreflight={preflight}");

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1401", "HTTP 401", "nebius-registry static-key issue").DidNotCompile(scene, log);
        published.DoesNotSay("If one of your targets");
    }

    [Fact]
    public async Task A_wrong_key_ends_the_build_before_a_referenced_project_compiles()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("library");
        scene.AddConsole("app", package: scene.PackageReference + """<ProjectReference Include="../library/library.csproj" />""");

        var published = await scene.PublishAsync("app", WrongKey(scene));

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1401", "HTTP 401").DidNotCompile(scene, log);
    }

    // Visual Studio writes such a target for the commands of its page "Build events".
    [Fact]
    public async Task A_wrong_key_ends_the_build_before_a_step_of_the_users_before_it()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddRestoredApp();
        scene.Write("app/Directory.Build.targets", """
            <Project>
              <Target Name="PreBuild" BeforeTargets="PreBuildEvent"><Message Importance="High" Text="A long step." /></Target>
            </Project>
            """);

        var published = await scene.PublishAsync("app", WrongKey(scene), "--no-restore");

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1401", "HTTP 401").DidNotCompile(scene, log);
        Assert.DoesNotContain("PreBuild", log.Targets);
    }

    // The check is still waiting for the registry when the build fails.
    [Fact]
    public async Task A_build_that_fails_during_the_check_ends_with_its_own_error_alone()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.World.Faults.Add(EmulatorEndpoint.RegistryPing, Fault.Hang(), times: 9);
        scene.AddRestoredApp();
        scene.Write("app/Directory.Build.targets", """
            <Project>
              <Target Name="Broken" BeforeTargets="ResolveAssemblyReferences"><Error Code="MINE1" Text="Broken." /></Target>
            </Project>
            """);

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-restore");

        published.Fails().Says("error MINE1").DoesNotSay("error NEBIUS");
        Assert.Equal(["MINE1"], BuildLog.Read(scene.LastBinaryLog).Errors.Select(error => error.Code));
    }

    [Fact]
    public async Task A_wrong_key_ends_the_build_of_a_web_project_with_a_publish_profile_before_it_compiles()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddWeb("web");

        var published = await scene.DotNetAsync(
            ["publish", "web", "-p:PublishProfile=DefaultContainer", "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc"], WrongKey(scene));

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1401", "HTTP 401").DidNotCompile(scene, log);
    }

    [Fact]
    public async Task A_missing_base_image_and_a_wrong_region_are_both_reported_before_it_compiles()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddRestoredApp();

        var published = await scene.DotNetAsync(
            ["publish", "app", "--no-restore", "-t:PublishContainer", "-p:NebiusRegion=eu-north1", "-p:NebiusRegistryId=e00abc", $"-p:ContainerBaseImage={Scene.West}/e00abc/base:9.9"],
            scene.WithAuthorizedKey);

        var log = BuildLog.Read(scene.LastBinaryLog);
        Assert.Equal(["NEBIUS1111", "NEBIUS1403"], log.OurErrors.Select(error => error.Code));
        published.Fails().Says("registry-e00abc is in eu-west1").Says("-p:NebiusRegion=eu-west1").DidNotCompile(scene, log);
    }

    // A worker node doesn't see the command line, so the message comes before the push, and says how to get it earlier.
    [Theory]
    [InlineData("Auto", true)]
    [InlineData("true", false)]
    public async Task A_wrong_key_ends_a_solution_build_on_worker_nodes_before_or_after_compiling_as_set(string preflight, bool compiles)
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
        Assert.Equal(compiles, published.Output.Contains("to check this before the build compiles, add -p:NebiusPreflight=true", StringComparison.Ordinal));
    }

    // Finding the registry needs a credential, so a bad one is reported although nothing else is known.
    [Fact]
    public async Task A_wrong_key_with_the_registry_id_alone_ends_the_build_before_it_compiles()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddRestoredApp();
        scene.World.Iam.Revoke(scene.Account.AuthorizedKey);

        var published = await scene.DotNetAsync(["publish", "app", "--no-restore", "-t:PublishContainer", "-p:NebiusRegistryId=registry-e00abc"], scene.WithAuthorizedKey);

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1301", "NEBIUS_AUTHORIZED_KEY").DidNotCompile(scene, log);
    }

    // Settings that are needed only after the push are checked as well, even without a check of the registry.
    [Theory]
    [InlineData("-p:NebiusTokenCache=none", "NEBIUS1005")]
    [InlineData("-p:NebiusStaticKeyExpiryWarningDays=soon", "NEBIUS1005")]
    [InlineData("-p:NebiusRegistryEnabled=1", "NEBIUS1005")]
    [InlineData("-p:NebiusRegistryId=my-registry", "NEBIUS1106")]
    [InlineData("-p:ContainerRepository=my-app_", "NEBIUS1006")]
    public async Task A_bad_setting_ends_the_build_before_it_compiles_also_without_the_preflight_check(string typed, string code)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddRestoredApp();

        var published = await scene.DotNetAsync(
            ["publish", "app", "--no-restore", "-t:PublishContainer", "-p:NebiusRegion=eu-west1", "-p:NebiusPreflight=false", typed], scene.WithStaticKey);

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, code).DidNotCompile(scene, log);
        Assert.Empty(scene.World.Requests.All);
    }

    [Theory]
    [InlineData("-t", "PublishContainer")]
    [InlineData("--target", "Publish; PublishContainer")]
    [InlineData("@push.rsp")]
    public async Task The_target_is_recognized_however_it_is_typed(params string[] typed)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddRestoredApp();
        scene.Write("push.rsp", "# the image\n-t:PublishContainer");

        var published = await scene.DotNetAsync(
            ["publish", "app", "--no-restore", .. typed, "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc", "-p:PublishProfile=DefaultContainer"], WrongKey(scene));

        var log = BuildLog.Read(scene.LastBinaryLog);
        published.IsExplained(log, "NEBIUS1401").DidNotCompile(scene, log);
    }

    [Fact]
    public async Task The_preflight_check_runs_once_for_many_architectures()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltConsole("app", twoArchitectures: true);

        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build", "-m:2")).Pushed(scene.WestRegistry, "app");

        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.UploadSession), request => request.Method == "DELETE");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_plain_build_and_a_plain_publish_make_no_connection()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltConsole("PublishContainer", $"<ContainerRegistry>{Scene.West}</ContainerRegistry><NebiusRegistryId>e00abc</NebiusRegistryId>");

        (await scene.DotNetAsync(["build", "PublishContainer", "-c", "Release", "--no-restore"], scene.WithAuthorizedKey)).Succeeds();
        (await scene.DotNetAsync(["publish", "PublishContainer", "--no-restore"], scene.WithAuthorizedKey)).Succeeds();

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
