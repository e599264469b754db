using Microsoft.Build.Framework;
using Microsoft.Build.Logging.StructuredLogger;

namespace Nebius.Registry.Testing;

/// <summary>The parts of a build's binary log that tests read.</summary>
public sealed class BuildLog
{
    private readonly List<BuildMessage> _errors = [];
    private readonly List<BuildMessage> _warnings = [];
    private readonly List<string> _tasks = [];
    private readonly HashSet<string> _targets = new(StringComparer.Ordinal);

    private BuildLog()
    {
    }

    public IReadOnlyList<BuildMessage> Errors => _errors;

    public IReadOnlyList<BuildMessage> Warnings => _warnings;

    /// <summary>Gets the names of the tasks that ran.</summary>
    public IReadOnlyList<string> Tasks => _tasks;

    /// <summary>Gets the names of the targets that began.</summary>
    public IReadOnlySet<string> Targets => _targets;

    public IEnumerable<BuildMessage> OurErrors => _errors.Where(error => error.IsOwnedByThisUser);

    public IEnumerable<BuildMessage> OurWarnings => _warnings.Where(warning => warning.IsOwnedByThisUser);

    public static BuildLog Read(string file)
    {
        var log = new BuildLog();

        // Reads records, because a replay silently ends at the first record that the reader doesn't know.
        foreach (var record in BinaryLog.ReadRecords(file))
        {
            log.Add(record.Args);
        }

        return log;
    }

    private void Add(BuildEventArgs? what)
    {
        switch (what)
        {
            case BuildErrorEventArgs error:
                _errors.Add(new BuildMessage(error.Code, error.Message ?? string.Empty));
                break;
            case BuildWarningEventArgs warning:
                _warnings.Add(new BuildMessage(warning.Code, warning.Message ?? string.Empty));
                break;
            case TargetStartedEventArgs target:
                _targets.Add(target.TargetName);
                break;
            case TaskStartedEventArgs task:
                _tasks.Add(task.TaskName);
                break;
        }
    }
}
