using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>The base of all tasks: coded errors with their help link, and cancellation.</summary>
/// <remarks>
/// A plain task, without <c>MSBuildMultiThreadableTask</c>: the variables that a task sets must reach the SDK's own task, which reads them
/// from the process (https://github.com/dotnet/msbuild/issues/14986).
/// </remarks>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "MSBuild disposes no tasks, and a source without a timer holds nothing.")]
public abstract class NebiusTask : Microsoft.Build.Utilities.Task, ICancelableTask
{
    // MSBuild puts it in front of each line of a message. The path of the package's targets would be long, and of no use.
    private const string Origin = "Nebius.Registry.Build";

    private readonly CancellationTokenSource _cancellation = new();

    /// <inheritdoc />
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "MSBuild prints a task's exception with its stack, and its message may quote a secret that could not be read.")]
    public sealed override bool Execute()
    {
        CommandsToType.Program = UserInterface.MSBuild;
        Prepare();
        try
        {
            ExecuteAsync(_cancellation.Token).GetAwaiter().GetResult();
        }
        catch (NebiusRegistryException error)
        {
            LogError(error.Code, error.Message);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error)
        {
            LogError(
                MessageCodes.Unexpected,
                $"Nebius.Registry.Build failed unexpectedly: {error.GetType().FullName} in "
                + $"{error.TargetSite?.DeclaringType?.FullName}.{error.TargetSite?.Name}. "
                + "Please report this message. To build without the package:\n  -p:NebiusRegistryEnabled=false");
        }

        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc />
    public void Cancel() => _cancellation.Cancel();

    /// <summary>Notes what the task's messages name. Called before the work, in the same thread.</summary>
    protected virtual void Prepare() => CommandsToType.RegistryProperties = [];

    /// <summary>Does the work. Failures that the user can fix are <see cref="NebiusRegistryException"/>.</summary>
    /// <param name="cancellationToken">Fires when the build is cancelled.</param>
    /// <returns>A task that ends with the work.</returns>
    protected abstract Task ExecuteAsync(CancellationToken cancellationToken);

    /// <summary>Logs a coded error.</summary>
    /// <param name="code">A code of <see cref="MessageCodes"/>.</param>
    /// <param name="text">The message.</param>
    protected void LogError(string code, string text) =>
        Log.LogError(null, code, null, HelpFile.LinkTo(code), Origin, 0, 0, 0, 0, "{0}", Redactor.Message(text));

    /// <summary>Logs a coded warning.</summary>
    /// <param name="code">A code of <see cref="MessageCodes"/>.</param>
    /// <param name="text">The message.</param>
    protected void LogWarning(string code, string text) =>
        Log.LogWarning(
            null, code, null, HelpFile.LinkTo(code), Origin, 0, 0, 0, 0, "{0}", Redactor.Message(text));

    /// <summary>Logs a line.</summary>
    /// <param name="importance">How loud.</param>
    /// <param name="text">The line.</param>
    protected void LogLine(MessageImportance importance, string text) => Log.LogMessage(importance, "{0}", Redactor.Message(text));

    /// <summary>Logs what a preflight check found.</summary>
    /// <param name="report">The report.</param>
    /// <param name="hint">What may help if there is a problem; may be null.</param>
    private protected void LogPreflight(PreflightReport report, string? hint)
    {
        var hasProblem = report.Problems.Count > 0;
        foreach (var line in report.Lines)
        {
            LogLine(hasProblem ? MessageImportance.High : MessageImportance.Normal, $"Nebius: {line}");
        }

        foreach (var gap in report.Gaps)
        {
            LogLine(MessageImportance.Normal, $"Nebius: {gap}");
        }

        foreach (var problem in report.Problems)
        {
            LogError(problem.Code, problem.Message);
        }

        if (hasProblem && hint is not null)
        {
            LogLine(MessageImportance.High, hint);
        }
    }

    /// <summary>Logs a command for the CI system, which is made of nothing that came from outside unchecked.</summary>
    /// <param name="command">The command.</param>
    protected void LogCommand(string command) => Log.LogMessage(MessageImportance.High, "{0}", command);
}

/// <summary>The help for messages: at the address of the documentation, or in the package itself where that has none.</summary>
internal static class HelpFile
{
    /// <summary>Returns the address or the path of a code's section.</summary>
    /// <param name="code">A code of <see cref="MessageCodes"/>.</param>
    public static string LinkTo(string code)
    {
        var link = MessageCodes.HelpLink(code);
        if (link.StartsWith("https://", StringComparison.Ordinal))
        {
            return link;
        }

        // <package>/tasks/<folder>/Nebius.Registry.Build.dll
        var tasks = Path.GetDirectoryName(typeof(HelpFile).Assembly.Location);
        return Path.GetFullPath(Path.Join(tasks, "..", "..", link));
    }
}
