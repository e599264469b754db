using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>
/// Reads and writes charts, which are small local files, in the calling thread: in a build, which starts with nothing compiled, the code for
/// asynchronous files takes longer than the files do.
/// </summary>
internal static class ChartWork
{
    /// <summary>Does the work, and returns its result or error as a task.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="work">The work.</param>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The task has it.")]
    public static Task<ChartPackage> Run(string chart, Func<ChartPackage> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Task.FromException<ChartPackage>(ChartProblem.Unreadable(chart, error));
        }
        catch (Exception error)
        {
            return Task.FromException<ChartPackage>(error);
        }
    }
}
