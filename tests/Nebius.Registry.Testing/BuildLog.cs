using Microsoft.Build.Framework;
using Microsoft.Build.Logging.StructuredLogger;

namespace Nebius.Registry.Testing;

/// <summary>What a build's binary log holds, as far as tests ask for it.</summary>
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

        // Records, not a replay: that ends without a word at the first record that the reader does not know.
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
