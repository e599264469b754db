namespace Nebius.Registry.Testing;

/// <summary>
/// A container as CI systems start it: a user that isn't defined in the image, and a read-only root file system. Only root on Linux can
/// create one.
/// </summary>
/// <param name="Mounts">Further mounts: shell commands, run by root in a separate mount namespace.</param>
/// <param name="Umask">The umask of the command.</param>
/// <param name="OwnsWorkspace">Whether the user owns the workspace, or root owns it and everyone can write to it.</param>
public sealed record Confinement(string Mounts = "", string Umask = "022", bool OwnsWorkspace = true)
{
    private const string User = "64999";

    /// <summary>Gets the commands that leave no space in /dev/shm.</summary>
    public const string FullSharedMemory =
        "mount -t tmpfs -o size=4k,mode=1777 none /dev/shm; head -c 4096 /dev/zero > /dev/shm/full";

    /// <summary>Skips the test where containers can't be made; in CI this is a failure.</summary>
    public static async Task RequireAsync(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        Tool.Require("unshare", "setpriv", "mount");
        var isAllowed = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && (await scene.RunAsync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"])).ExitCode == 0;
        Tool.Require(isAllowed, "only root in a namespace of its own can mount file systems, and that isn't allowed here");
    }

    /// <summary>Runs a command in the container.</summary>
    /// <param name="scene">The scene. Its temp directory is /tmp there: open to everyone, without a sticky bit, and noexec.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">The environment; HOME is not set.</param>
    /// <param name="alsoThere">Further directories that can be read in the container.</param>
    public async Task<CommandResult> RunAsync(
        Scene scene, string[] command, IReadOnlyDictionary<string, string?> environment, params string[] alsoThere)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var all = new Dictionary<string, string?>(environment)
        {
            ["TMPDIR"] = null,
            ["XDG_RUNTIME_DIR"] = null,
            ["HOME"] = environment.GetValueOrDefault("HOME"),
            ["DOTNET_CLI_HOME"] = "/tmp/cli",
        };
        var root = Path.GetDirectoryName(scene.Workspace)!;
        string[] kept = [root, Path.GetDirectoryName(scene.World.ChildEnvironment["SSL_CERT_FILE"]!)!, .. alsoThere];
        var opened = Each(alsoThere, directory => $"chmod -R a+rX '{directory}'");
        return await scene.RunAsync(
            "unshare",
            ["-m", "--propagation", "private", "sh", "-ec", $"{opened}\n{Script(scene, kept)}", "confined", .. command],
            all);
    }

    // The directories that the test needs keep their paths, even if a file system is mounted over them.
    private string Script(Scene scene, string[] kept) => $"""
        chmod a+x {string.Join(' ', kept.Select(directory => $"'{directory}'"))}
        chmod -R a+rwX '{scene.Workspace}'
        chown -R {User} '{scene.Home}' '{scene.Temp}' '{scene.Logs}' {(OwnsWorkspace ? $"'{scene.Workspace}'" : string.Empty)}
        chmod 0777 '{scene.Temp}'
        mount -t tmpfs none /run
        {Each(kept, directory => $"mkdir -p '/run/kept{directory}' && mount --bind '{directory}' '/run/kept{directory}'")}
        mount --bind '{scene.Temp}' /tmp
        mount -o remount,bind,noexec /tmp
        {Mounts}
        {Each(kept, directory => $"mkdir -p '{directory}' && mount --bind '/run/kept{directory}' '{directory}'")}
        mount -o remount,bind,ro /
        cd '{scene.Workspace}'
        umask {Umask}
        exec setpriv --reuid {User} --regid {User} --clear-groups "$@"
        """;

    private static string Each(string[] directories, Func<string, string> line) => string.Join('\n', directories.Select(line));
}
