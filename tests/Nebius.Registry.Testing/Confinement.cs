namespace Nebius.Registry.Testing;

/// <summary>
/// A container as CI systems start one: a user that the image does not know, and a root file system that is read-only. Only root can make
/// one, on Linux.
/// </summary>
/// <param name="Mounts">What else is mounted: shell commands, run by root in a mount namespace of their own.</param>
/// <param name="Umask">The umask of the command.</param>
/// <param name="OwnsWorkspace">Whether the workspace is the user's own, or root's and open to everybody.</param>
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
    /// <param name="scene">The scene, whose temp directory is /tmp there, open to everybody, without a sticky bit and without programs.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">The environment; HOME is not set.</param>
    /// <param name="alsoThere">Further directories that are there, and can be read.</param>
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

    // What the test needs stays where it is, also if a file system is mounted over it.
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
