using Nebius.Registry.Preflight;

namespace Nebius.Registry.Copying;

/// <summary>Finds out whether copies can work before a build spends its time on them: each registry is checked as if it were pushed to.</summary>
/// <param name="preflight">What checks one registry.</param>
internal sealed class CopyPreflight(PushPreflight preflight)
{
    /// <summary>Checks all registries at the same time.</summary>
    /// <param name="registries">The registries.</param>
    /// <param name="repository">The repository of the original.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found; each problem names the entry of NebiusCopyTo.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<PreflightReport> RunAsync(
        IReadOnlyList<CopyRegistry> registries, string repository, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registries);
        ArgumentNullException.ThrowIfNull(repository);
        var reports = await Task.WhenAll(registries.Select(RunAsync)).ConfigureAwait(false);
        return reports.Aggregate(new PreflightReport(), (all, report) => all.And(report));

        async Task<PreflightReport> RunAsync(CopyRegistry registry)
        {
            registry.UseInMessages();
            var plan = new PushPlan { Host = registry.Host, Repository = registry.RepositoryFor(repository) };
            var report = await preflight.RunAsync(plan, cancellationToken).ConfigureAwait(false);
            return report with { Problems = [.. report.Problems.Select(registry.Explain)] };
        }
    }
}
