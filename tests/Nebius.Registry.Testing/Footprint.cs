using Microsoft.Build.Framework;
using Microsoft.Build.Logging.StructuredLogger;

namespace Nebius.Registry.Testing;

/// <summary>The parts of the package that ran in a build, from its logs. Projects are named by their files.</summary>
public sealed class Footprint
{
    private const string OurPackage = "nebius.registry.build";

    private readonly IReadOnlyList<BuildEventArgs> _events;

    private Footprint(IReadOnlyList<BuildEventArgs> events, IEnumerable<string> lines) =>
        (_events, Tasks, Targets, Imports, Assemblies) =
            (events, TasksIn(events), TargetsIn(events), ImportsIn(events), AssembliesIn(lines));

    public IReadOnlySet<string> Tasks { get; }

    /// <summary>Gets the package's targets that ran, without those that a condition skipped.</summary>
    public IReadOnlySet<string> Targets { get; }

    /// <summary>Gets the files that import a file of the package.</summary>
    public IReadOnlySet<string> Imports { get; }

    /// <summary>Gets the lines about loaded assemblies of the package; only the text log has them in a readable form.</summary>
    public IReadOnlyList<string> Assemblies { get; }

    public static Footprint Of(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return new(
            [.. BinaryLog.ReadRecords(scene.LastBinaryLog).Select(record => record.Args).OfType<BuildEventArgs>()],
            scene.HasTextLog ? File.ReadLines(scene.LastTextLog) : []);
    }

    /// <summary>Counts the nodes that ran a task of the package.</summary>
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
