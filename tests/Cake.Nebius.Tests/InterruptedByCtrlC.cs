using System.Diagnostics;
using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>An interrupted script ends soon, leaves no files behind, and says what may be left elsewhere.</summary>
public sealed class InterruptedByCtrlC(PackedPackages packages)
{
    [CakeScript]
    private const string LogHelmIn = """NebiusHelmLogin("eu-west1", _ => { }, new NebiusLoginSettings { ToolPath = Argument<string>("program") });""";

    [CakeScript]
    private const string Publish = """NebiusDotNetPublishContainer("app/app.csproj", "eu-west1", new NebiusDotNetPublishContainerSettings { RegistryId = "e00abc" });""";

    // The signal goes to the whole process group, as from the keyboard of a terminal; CI systems also send SIGTERM.
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interrupt_during_a_token_exchange_ends_the_script_cleanly(string signal)
    {
        await using var scene = await SceneAsync();
        var hang = scene.World.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Hang(), int.MaxValue);
        Script.Write(scene.Secrets, "helm", "exit 0");
        var script = await scene.ScriptAsync(LogHelmIn, $"--program={scene.Secrets}/helm");

        var ran = await InterruptAsync(scene, script, scene.WithAuthorizedKey, hang, process => $"kill -s {signal} -- -{process.Id}");

        EndedCleanly(scene, ran);
    }

    [Fact]
    public async Task An_interrupt_during_a_push_ends_script_and_build_cleanly()
    {
        await using var scene = await SceneAsync();
        var hang = scene.World.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Hang(), int.MaxValue);
        scene.AddConsole("app", package: string.Empty);
        var script = await scene.ScriptAsync(Publish);

        var ran = await InterruptAsync(scene, script, scene.WithStaticKey, hang, process => $"kill -s INT -- -{process.Id}");

        EndedCleanly(scene, ran);
    }

    // The build gets no signal, and ends after the script that started it.
    [Fact]
    public async Task A_script_terminated_alone_lets_its_build_finish_cleanly()
    {
        await using var scene = await SceneAsync();
        var delay = scene.World.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Delay(TimeSpan.FromSeconds(3)));
        scene.AddConsole("app", package: string.Empty);
        var script = await scene.ScriptAsync(Publish);

        var ran = await InterruptAsync(scene, script, scene.WithStaticKey, delay, process => $"kill -s TERM {process.Id}");

        EndedCleanly(scene, ran);
        ran.Says("Nebius: pushed ");
    }

    [CakeScript]
    private const string IssueKey = """
        NebiusIssueStaticKey(Argument<string>("account"), Argument<string>("project"), Argument<string>("file"), new NebiusStaticKeySettings { Name = "ci" });
        """;

    // The script ends only after it has said what may be left.
    [Fact]
    public async Task An_interrupt_during_a_key_issue_says_that_a_key_may_be_left()
    {
        await using var scene = await SceneAsync();
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var hang = scene.World.Faults.Add(EmulatorEndpoint.StaticKeyIssue, Fault.Hang(), int.MaxValue);
        var script = await scene.ScriptAsync(
            IssueKey, $"--account={scene.Account.Id}", $"--project={scene.Account.ProjectId}", $"--file={scene.Secrets}/registry.key");

        var ran = await InterruptAsync(scene, script, scene.WithAuthorizedKey, hang, process => $"kill -s INT -- -{process.Id}", directories: 0);

        EndedCleanly(scene, ran);
        ran.Says("A key may have been issued whose token is lost").Says("nebius-registry static-key list");
    }

    private async Task<Scene> SceneAsync()
    {
        Tool.Require("setsid");
        return await Scene.StartAsync(packages);
    }

    private static async Task<CommandResult> InterruptAsync(
        Scene scene, IReadOnlyList<string> script, Dictionary<string, string?> credential, PlannedFault met, Func<Process, string> how, int directories = 1)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);

        // A separate process group, with the signals as in a terminal, even if the tests run in the background.
        string[] command = ["env", "--default-signal", "dotnet", .. script];
        var running = scene.RunAloneAsync("setsid", command, credential, started.SetResult);
        if (await Task.WhenAny(met.Met, running) == running)
        {
            Assert.Fail($"It ended by itself:\n{(await running).Output}");
        }

        Assert.Equal(directories, Directory.GetDirectories(scene.Temp, "nebius-registry-*").Length);
        (await Command.RunAsync("sh", ["-c", how(await started.Task)], scene.Workspace, new Dictionary<string, string?>())).Succeeds();
        return await running.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    private static void EndedCleanly(Scene scene, CommandResult ran)
    {
        ran.Fails().DoesNotSay("NEBIUS1099");
        Assert.Empty(Directory.GetDirectories(scene.Temp, "nebius-registry-*"));
        Assert.DoesNotContain(scene.Canary.FilesWithSecrets(scene.Workspace, scene.Home, scene.Temp, scene.Logs), file => !TokenCacheFiles.IsOne(scene, file));
    }
}
