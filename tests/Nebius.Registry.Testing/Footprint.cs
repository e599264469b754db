using Microsoft.Build.Framework;
using Microsoft.Build.Logging.StructuredLogger;

namespace Nebius.Registry.Testing;

/// <summary>What of ours ran in a build, from its logs. Projects are named by their files.</summary>
public sealed class Footprint
{
    private const string OurPackage = "nebius.registry.build";

    private readonly IReadOnlyList<BuildEventArgs> _events;

    private Footprint(IReadOnlyList<BuildEventArgs> events, IEnumerable<string> lines) =>
        (_events, Tasks, Targets, Imports, Assemblies) =
            (events, TasksIn(events), TargetsIn(events), ImportsIn(events), AssembliesIn(lines));

    public IReadOnlySet<string> Tasks { get; }

    /// <summary>Gets our targets that ran: those that a condition held back are not among them.</summary>
    public IReadOnlySet<string> Targets { get; }

    /// <summary>Gets the files that import something of ours.</summary>
    public IReadOnlySet<string> Imports { get; }

    /// <summary>Gets the lines that tell of our assemblies being loaded; only the text log has them in a form that can be read.</summary>
    public IReadOnlyList<string> Assemblies { get; }

    public static Footprint Of(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return new(
            [.. BinaryLog.ReadRecords(scene.LastBinaryLog).Select(record => record.Args).OfType<BuildEventArgs>()],
            scene.HasTextLog ? File.ReadLines(scene.LastTextLog) : []);
    }

    /// <summary>Counts the processes that a task of ours ran in.</summary>
    public int NodesOf(string task) => _events.OfType<TaskStartedEventArgs>()
        .Where(started => started.TaskName.EndsWith(task, StringComparison.Ordinal)).Select(started => started.BuildEventContext?.NodeId).Distinct().Count();

    private static HashSet<string> TasksIn(IEnumerable<BuildEventArgs> events) =>
        [.. from task in events.OfType<TaskStartedEventArgs>() where IsOwnedByThisUser(task.TaskFile) select $"{Name(task.ProjectFile)}: {task.TaskName}"];

    private static HashSet<string> TargetsIn(IEnumerable<BuildEventArgs> events) =>
    [
        .. from target in events.OfType<TargetStartedEventArgs>()
           where IsOwnedByThisUser(target.TargetFile)
           select $"{Name(target.ProjectFile)}: {target.TargetName}",
    ];

    private static HashSet<string> ImportsIn(IEnumerable<BuildEventArgs> events) =>
        [.. from import in events.OfType<ProjectImportedEventArgs>() where IsOwnedByThisUser(import.ImportedProjectFile) select Name(import.ProjectFile)];

    private static List<string> AssembliesIn(IEnumerable<string> lines) =>
        [.. lines.Where(line => line.Contains("Assembly loaded during", StringComparison.Ordinal) && IsOwnedByThisUser(line))];

    private static bool IsOwnedByThisUser(string? file) => file?.Contains(OurPackage, StringComparison.OrdinalIgnoreCase) == true;

    private static string Name(string? file) => Path.GetFileName(file) ?? string.Empty;
}
