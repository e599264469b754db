using System.Runtime.Versioning;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>If the standard output is closed, full or without a reader, the command fails with a code, and no key is lost.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OutputsThatCannotBeWritten(InstalledTool tool)
{
    // A fifo, because a pipe hides the exit code of the command. Its reader has gone before the command starts.
    private static readonly string[] Outputs = [">&-", "> /dev/full", "> gone"];

    public static TheoryData<string> Commands { get; } =
    [
        "docker-credential get < host", "docker-credential list", "docker-credential version", "completion bash", "completion zsh", "--help", "--version", "static-key --help",
        "doctor eu-west1", "doctor eu-west1 --json", "doctor eu-west1 --report", "static-key list --project {project}", "configure --force", "logout eu-west1", "logout eu-west1 --json",
        "get-login-password eu-west1", "get-access-token", "pull-secret eu-west1 --name nebius --allow-short-lived",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task An_output_that_cannot_be_written_is_reported_with_its_code(string command)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        scene.Write("host", Scene.West + "\n");
        var typed = command.Replace("{project}", scene.Account.ProjectId, StringComparison.Ordinal);
        foreach (var output in Outputs)
        {
            var ran = await RunAsync(scene, $"nebius-registry {typed}", output);

            Assert.Equal(1, ran.ExitCode);
            ran.Says("NEBIUS1707: The standard output can't be written").DoesNotSay("   at ").DoesNotSay("NEBIUS1099");
        }
    }

    [Theory]
    [InlineData("--stdout", "was revoked again")]
    public async Task A_key_whose_token_cannot_be_written_to_the_output_is_revoked(string destination, string said)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var before = scene.World.Iam.StaticKeys.Select(key => key.Id).ToHashSet();
        foreach (var output in Outputs)
        {
            var ran = await RunAsync(
                scene, $"nebius-registry static-key issue --service-account {scene.Account.Id} --project {scene.Account.ProjectId} {destination}", output);

            Assert.Equal(1, ran.ExitCode);
            ran.Says("NEBIUS").Says(said).DoesNotSay("NEBIUS1099");
            Assert.Equal(before, scene.World.Iam.StaticKeys.Select(key => key.Id).ToHashSet());
        }
    }

    // The runner reads its commands on both streams, and the standard output has the ID.
    [Fact]
    public async Task A_key_whose_token_cannot_be_masked_is_revoked()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var issue = $"nebius-registry static-key issue --service-account {scene.Account.Id} --project {scene.Account.ProjectId} --github-output registry-key";

        Assert.Equal(1, (await RunAsync(scene, issue, "2> /dev/full")).ExitCode);

        Assert.Equal([scene.StaticKey.Id], scene.World.Iam.StaticKeys.Select(key => key.Id));
        Assert.False(File.Exists(Path.Join(scene.Secrets, "outputs")));
    }

    [Fact]
    public async Task The_old_key_stays_when_the_new_token_cannot_be_written_to_the_output()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);

        var ran = await RunAsync(
            scene, $"nebius-registry static-key rotate {scene.StaticKey.Id} --region eu-west1 --repository e00abc/app --stdout", "> /dev/full");

        ran.Fails().Says("NEBIUS").DoesNotSay("NEBIUS1099");
        Assert.Equal([scene.StaticKey.Id], scene.World.Iam.StaticKeys.Select(key => key.Id));
    }

    // Without a stream for errors, only the exit code shows the failure.
    [Fact]
    public async Task A_command_without_any_open_stream_ends_with_its_exit_code()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.Write("host", Scene.West + "\n");

        var ran = await scene.RunAsync(
            "sh", ["-c", "nebius-registry docker-credential get < host >&- 2>&-; echo \"first $?\"; nebius-registry doctor eu-west1 >&- 2>/dev/full <&-; echo \"second $?\""],
            tool.With(scene.WithStaticKey));

        ran.Says("first 1").Says("second 1");
    }

    private async Task<CommandResult> RunAsync(Scene scene, string command, string output)
    {
        var job = new Dictionary<string, string?>(scene.WithAuthorizedKey)
        {
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_OUTPUT"] = Path.Join(scene.Secrets, "outputs"),
        };

        // The writer is opened while there is a reader, which is then closed: every write fails.
        var gone = "rm -f gone; mkfifo gone; exec 4<>gone; exec 5>gone; exec 4<&-;";
        return await scene.RunAsync(
            "sh", ["-c", output == "> gone" ? $"{gone} {command} >&5 5>&-" : $"{command} {output}"], tool.With(job));
    }
}
