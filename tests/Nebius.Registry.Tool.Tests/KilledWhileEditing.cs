using System.Runtime.Versioning;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>Killed at any system call of an edit, the command leaves the old file or the new one, and the next edit works.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KilledWhileEditing(InstalledTool tool)
{
    private const string Old = "{\n\t\"auths\": {\n\t\t\"ghcr.io\": {}\n\t}\n}\n";

    [Theory]
    [InlineData("flock")]
    [InlineData("fchmod")]
    [InlineData("pwrite64")]
    [InlineData("fsync")]
    [InlineData("renameat2")]
    public async Task The_docker_config_is_whole_after_the_command_is_killed_while_editing(string call)
    {
        Testing.Tool.Require("strace");
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.Write("expected/config.json", Old);
        scene.Write("killed/config.json", Old);
        (await EditAsync(scene, "expected", tool.File)).Succeeds();
        var expected = Read(scene, "expected");

        var killed = await EditAsync(scene, "killed", "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL", tool.File);

        Assert.NotEqual(0, killed.ExitCode);
        Assert.Contains(Read(scene, "killed"), new[] { Old, expected });
        (await EditAsync(scene, "killed", tool.File)).Succeeds();
        Assert.Equal(expected, Read(scene, "killed"));
    }

    private Task<CommandResult> EditAsync(Scene scene, string folder, string program, params string[] arguments) => scene.RunAsync(
        program, [.. arguments, "configure"], tool.With(new Dictionary<string, string?> { ["DOCKER_CONFIG"] = Path.Join(scene.Workspace, folder) }));

    private static string Read(Scene scene, string folder) => File.ReadAllText(Path.Join(scene.Workspace, folder, "config.json"));
}
