using System.Diagnostics;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Nothing that a push starts, and nothing that outlives it, has the credential.</summary>
public sealed class CredentialDoesNotStay(PackedPackages packages)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Later_steps_of_the_project_do_not_see_the_credential(bool mayPush)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        if (!mayPush)
        {
            scene.WestRegistry.Revoke(scene.Account);
        }

        scene.AddBuiltApp();
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
            ["build", "app", "-t:Publish;Ship", .. Publishing.NoBuild, $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc", "-p:NebiusPreflight=false"], scene.WithStaticKey);

        Assert.Equal(mayPush, published.ExitCode == 0);
        Assert.Equal(mayPush, scene.WestRegistry.FindManifest("app", "latest") is not null);
        published.Says("during: REGISTRY_AUTH_FILE").DoesNotSay("during: DOTNET").Says("after: looked").DoesNotSay("after: REGISTRY").DoesNotSay("after: DOTNET");
        Assert.Empty(PrivateDirectories(scene));
    }

    [Fact]
    public async Task Programs_that_the_SDK_starts_do_not_inherit_the_credential()
    {
        Tool.Require("sh");
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();

        // The logs are searched for secrets after the command.
        var seen = Path.Join(scene.Logs, "environment");
        var path = Script.Path(Script.Write(scene.Secrets, "docker", $"env >> {seen}\nexit 1"));

        var published = await scene.RunAsync(
            "dotnet", ["publish", "app", "--no-build", .. Publishing.ToWest], new Dictionary<string, string?>(scene.WithAuthorizedKey) { ["PATH"] = path });

        published.Pushed(scene.WestRegistry, "app");
        Assert.True(File.Exists(seen), "docker was not started, so this shows nothing.");
    }

    [Theory]
    [InlineData("-m:2", "-nr:true")]
    [InlineData("-m:2", "-nr:true", "-mt")]
    public async Task No_process_has_the_credential_in_its_environment_during_or_after_a_build(params string[] how)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is needed");
        var token = "v1.a-token-that-is-known-before-the-build-" + Guid.NewGuid().ToString("N");
        await using var scene = await Scene.StartAsync(packages, new EmulatorOptions { AccessTokenText = () => token });
        scene.Canary.WatchAll([token]);
        scene.AddConsole("app1", Projects.TwoArchitectures);
        scene.AddConsole("app2");

        // The first push is slow, so that the watch has time to read environments while the credential is set.
        scene.Write("dirs.proj", """
            <Project>
              <Target Name="Restore"><MSBuild Projects="@(All)" Targets="Restore" /></Target>
              <Target Name="PublishContainer">
                <MSBuild Projects="@(All)" Targets="Publish;PublishContainer" BuildInParallel="true" />
              </Target>
              <ItemGroup><All Include="$(MSBuildThisFileDirectory)*/*.csproj" /></ItemGroup>
            </Project>
            """);
        scene.World.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Delay(TimeSpan.FromSeconds(1)), times: 3);
        var environment = new Dictionary<string, string?>(Scene.WithCompiler(scene.WithAuthorizedKey))
        {
            ["MSBUILDDISABLENODEREUSE"] = null,
            ["MSBUILDNODEHANDSHAKESALT"] = Guid.NewGuid().ToString("N"),
            ["UseSharedCompilation"] = "true",
        };

        var watch = new ArgumentWatch(scene.Canary, "environ");
        await using (watch)
        {
            (await scene.RunAsync(
                "dotnet",
                ["build", "dirs.proj", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc", "-p:NebiusPreflight=false", .. how],
                environment)).Succeeds();
        }

        Assert.True(watch.Seen.Count > 2, "Neither a node nor the compiler's server has started, so this shows nothing.");
        Assert.Empty(watch.Programs);
        Assert.DoesNotContain(Leftovers.EnvironmentsOf(scene.Home), survivor => scene.Canary.IsIn(survivor));
        Assert.Empty(PrivateDirectories(scene));
    }

    [Fact]
    public async Task A_killed_push_leaves_a_private_file_which_the_next_build_deletes_and_no_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is needed");
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        var (killed, first) = await HangingPushAsync(scene);
        var left = Assert.Single(PrivateDirectories(scene));

        first.Kill(entireProcessTree: true);
        Assert.NotEqual(0, (await killed).ExitCode);

        Assert.Equal("0700 0600", Modes(left));
        var (ended, second) = await HangingPushAsync(scene);
        var inUse = Assert.Single(PrivateDirectories(scene));
        Assert.NotEqual(left, inUse);
        (await scene.RunAloneAsync("dotnet", ["publish", "app", "--no-build", .. Publishing.ToWest, "-nodeReuse:false"], scene.WithStaticKey)).Pushed(scene.WestRegistry, "app");
        Assert.Equal(inUse, Assert.Single(PrivateDirectories(scene)));

        (await scene.RunAloneAsync("sh", ["-c", $"kill -s TERM {second.Id}"], new Dictionary<string, string?>())).Succeeds();
        (await ended).DoesNotSay("Nebius: pushed");
        Assert.Empty(PrivateDirectories(scene));
    }

    [Fact]
    public async Task A_users_REGISTRY_AUTH_FILE_is_given_back_after_the_push()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp();
        scene.Write("app/Directory.Build.targets", """
            <Project>
              <Target Name="Ship" DependsOnTargets="PublishContainer">
                <Exec Command="printenv REGISTRY_AUTH_FILE" />
              </Target>
            </Project>
            """);
        var mine = Path.Join(scene.Secrets, "mine.json");
        await File.WriteAllTextAsync(mine, "{}", TestContext.Current.CancellationToken);

        var published = await scene.DotNetAsync(
            ["build", "app", "-t:Publish;Ship", .. Publishing.NoBuild, $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc"],
            new Dictionary<string, string?>(scene.WithStaticKey) { ["REGISTRY_AUTH_FILE"] = mine });

        published.Succeeds().Says(mine);
    }

    [Fact]
    public async Task A_build_without_a_private_directory_fails_before_it_compiles()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is needed");
        await using var scene = await Scene.StartAsync(packages);
        scene.AddRestoredApp();

        // The workspace is the whole machine.
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["CI_PROJECT_DIR"] = "/" };
        var published = await scene.DotNetAsync(["publish", "app", "--no-restore", .. Publishing.ToWest], environment);

        published.Fails().Says("error NEBIUS1415").Says("export TMPDIR=").PushedNothing(scene.WestRegistry);
        Assert.DoesNotContain("CoreCompile", BuildLog.Read(scene.LastBinaryLog).Targets);
    }

    private static async Task<(Task<CommandResult> Ended, Process Process)> HangingPushAsync(Scene scene)
    {
        var hang = scene.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Hang());
        var process = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = scene.RunAloneAsync("dotnet", ["publish", "app", "--no-build", .. Publishing.ToWest, "-nodeReuse:false"], scene.WithStaticKey, process.SetResult);
        if (await Task.WhenAny(hang.Met.WaitAsync(TestContext.Current.CancellationToken), ended) == ended)
        {
            Assert.Fail("The push ended before it could hang:\n" + (await ended).Output);
        }

        return (ended, await process.Task);
    }

    // A build also has a private directory without a secret, for the tags that its projects push.
    private static string[] PrivateDirectories(Scene scene) =>
        [.. Directory.GetDirectories(scene.Temp, "nebius-registry-*").Where(directory => File.Exists(Path.Join(directory, "auth.json")))];

    private static string Modes(string directory)
    {
        var modes = new[] { directory, Path.Join(directory, "auth.json") }.Select(path => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path));
        return string.Join(' ', modes.Select(mode => Convert.ToString((int)mode, 8).PadLeft(4, '0')));
    }

    // Prints only names, because the search for secrets would find a value.
    private static string Command(string when) => $"env | grep -oE '^(REGISTRY_AUTH_FILE|DOTNET_CONTAINER_[A-Z_]*)' | sed 's/^/{when}: /'; echo '{when}: looked'";
}
