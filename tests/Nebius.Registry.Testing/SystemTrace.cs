using System.Text.RegularExpressions;

namespace Nebius.Registry.Testing;

/// <summary>What a command and all its children opened, started and connected to, as strace saw it (Linux).</summary>
public sealed partial class SystemTrace
{
    private readonly HashSet<string> _opened = [];
    private readonly HashSet<string> _started = [];
    private readonly HashSet<string> _connected = [];

    private SystemTrace(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Add(Opening().Match(line), _opened);
            Add(Start().Match(line), _started);
            Add(Connection().Match(line), _connected);
        }
    }

    public IReadOnlySet<string> Opened => _opened;

    public IReadOnlySet<string> Started => _started;

    public IReadOnlySet<string> Connected => _connected;

    /// <summary>Runs dotnet under strace.</summary>
    public static async Task<(CommandResult Result, SystemTrace Trace)> OfAsync(
        Scene scene, string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (result, trace) = await RunAsync(scene, arguments, environment);
        for (var again = 0; again < 2 && result.Output.Contains("strace: ptrace(", StringComparison.Ordinal); again++)
        {
            // strace itself failed, because a process ended while strace was attaching to it.
            scene.World.Requests.Clear();
            (result, trace) = await RunAsync(scene, arguments, environment);
        }

        return (result, trace);
    }

    private static async Task<(CommandResult Result, SystemTrace Trace)> RunAsync(
        Scene scene, string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var file = Path.Join(scene.Logs, $"{Guid.NewGuid():N}.strace");
        string[] strace = ["-f", "-qq", "--seccomp-bpf", "-s", "4096", "-e", "trace=openat,execve,connect", "-o", file, "dotnet"];
        var result = await scene.RunAsync("strace", [.. strace, .. arguments, "-nodeReuse:false"], environment);
        return (result, new SystemTrace(await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)));
    }

    // Process ids, inode numbers and random names differ from run to run.
    private static void Add(Match match, HashSet<string> names)
    {
        if (match.Success)
        {
            names.Add(Number().Replace(RandomName().Replace(match.Groups["name"].Value, "*"), "#"));
        }
    }

    [GeneratedRegex("""openat\([^,]+, "(?<name>[^"]*)".*(?<!= -1 ENOENT \(No such file or directory\))$""")]
    private static partial Regex Opening();

    [GeneratedRegex("""execve\("(?<name>[^"]*)".*(?<!= -1 ENOENT \(No such file or directory\))$""")]
    private static partial Regex Start();

    [GeneratedRegex("""connect\([0-9]+, \{(?<name>.*(?:sun_path=@?"[^"]*"|sin6?_port=htons\([0-9]+\).*inet_(?:addr|pton)\([^)]*\)))""")]
    private static partial Regex Connection();

    // Path.GetRandomFileName, GUIDs, and what mkstemp makes in the scene's temp directory.
    [GeneratedRegex("(?<=/)[a-z0-9]{8}[.][a-z0-9]{3}(?=~?$)|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|(?<=/nebius-test-[^/]+/t/[^/]*)[A-Za-z0-9]{6}(?=[./]|$)")]
    private static partial Regex RandomName();

    [GeneratedRegex("(?<=/|-|pid|tmp)[0-9]{3,}")]
    private static partial Regex Number();
}
