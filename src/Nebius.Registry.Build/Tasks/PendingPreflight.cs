using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// A preflight check that goes on between the task that starts it and <see cref="AwaitNebiusPreflight"/>, while the build resolves its
/// references. The engine keeps it, and cancels it at the end of a build that doesn't get so far.
/// </summary>
internal sealed class PendingPreflight : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Task<PreflightReport> _report;

    private PendingPreflight(BuildPreflight check, string? hint)
    {
        Hint = hint;
        var cancellationToken = _cancellation.Token;
        _report = Task.Run(() => check.RunAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Gets what may help if there is a problem.</summary>
    public string? Hint { get; }

    /// <summary>Tells whether a check can go on after its task: a process that MSBuild starts for single tasks may end with the task.</summary>
    /// <param name="engine">The task's engine.</param>
    public static bool CanOutlive(IBuildEngine engine) =>
        engine is IBuildEngine4 && !Environment.GetCommandLineArgs().Any(TypedProperties.IsTaskHostMode);

    /// <summary>Starts a check.</summary>
    /// <param name="engine">The task's engine.</param>
    /// <param name="check">The check.</param>
    /// <param name="hint">What may help if there is a problem; may be null.</param>
    /// <returns>The name by which <see cref="Take"/> finds it.</returns>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The engine disposes of it.")]
    public static string Start(IBuildEngine engine, BuildPreflight check, string? hint)
    {
        var name = $"{nameof(PendingPreflight)} {Guid.NewGuid()}";
        ((IBuildEngine4)engine).RegisterTaskObject(
            name, new PendingPreflight(check, hint), RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return name;
    }

    /// <summary>Takes a check from the engine.</summary>
    /// <param name="engine">The task's engine.</param>
    /// <param name="name">The name.</param>
    /// <returns>The check, which the caller disposes; null if this process has none of that name.</returns>
    public static PendingPreflight? Take(IBuildEngine engine, string name) =>
        (engine as IBuildEngine4)?.UnregisterTaskObject(name, RegisteredTaskObjectLifetime.Build) as PendingPreflight;

    /// <summary>Waits for the report.</summary>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="NebiusRegistryException">What was to be checked isn't valid.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<PreflightReport> WaitAsync(CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(_cancellation.Cancel))
        {
            return await _report.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "No one asks for the result any more.")]
    public void Dispose()
    {
        _cancellation.Cancel();
        try
        {
            // The next build in this process may have another environment.
            _report.GetAwaiter().GetResult();
        }
        catch (Exception)
        {
        }

        _cancellation.Dispose();
    }
}
