using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.OS.Processes;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The preflight check of one project: the registry of the push, that of the base image, and those of NebiusCopyTo. It needs nothing of the
/// task that made it, so that it can go on after that has ended.
/// </summary>
/// <param name="plan">What is pushed and pulled.</param>
/// <param name="copyTo">NebiusCopyTo.</param>
/// <param name="registryId">NebiusRegistryId.</param>
/// <param name="provider">Finds the credentials.</param>
/// <param name="options">What the sources of credentials work with.</param>
internal sealed class BuildPreflight(
    PushPlan plan, string? copyTo, string? registryId, ICredentialProvider provider, CredentialChainOptions options)
{
    /// <summary>Checks the directories that a push writes to, and asks all registries at the same time.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NebiusRegistryException">A directory can't be written to, or NebiusCopyTo isn't valid.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<PreflightReport> RunAsync(CancellationToken cancellationToken)
    {
        if (SdkLayerCache.FindProblem() is { } unwritable)
        {
            throw unwritable;
        }

        PrivateDirectory.RequirePlace(options.Settings);
        var reports = await Task.WhenAll(new PushPreflight(provider).RunAsync(plan, cancellationToken), CheckCopiesAsync(cancellationToken))
            .ConfigureAwait(false);
        var report = reports[0].And(reports[1]);
        ForgetWrongLocation(report);
        return report;
    }

    private async Task<PreflightReport> CheckCopiesAsync(CancellationToken cancellationToken)
    {
        if (plan.Host is null || string.IsNullOrWhiteSpace(copyTo))
        {
            return new PreflightReport();
        }

        var registries = await CopyRegistries.FindAsync(copyTo, plan.Host, plan.Repository, options, cancellationToken)
            .ConfigureAwait(false);
        var report = new PreflightReport { Problems = [.. registries.Problems.Select(error => new Advice(error.Code, error.Message))] }
            .And(await new CopyPreflight(new PushPreflight(provider)).RunAsync(registries.Found, plan.Repository, cancellationToken)
                .ConfigureAwait(false));
        return plan.ForeignCredential is null
            ? report
            : report.And(await CheckSourceAsync(plan.Host, cancellationToken).ConfigureAwait(false));
    }

    private async Task<PreflightReport> CheckSourceAsync(RegistryHost source, CancellationToken cancellationToken)
    {
        try
        {
            await provider.ResolveAsync(source, cancellationToken).ConfigureAwait(false);
            return new PreflightReport();
        }
        catch (NebiusRegistryException error)
        {
            return PreflightReport.Bad(new Advice(
                error.Code,
                $"The copies of NebiusCopyTo are read from {source}, for which {plan.ForeignCredential} aren't used. {error.Message}"));
        }
    }

    // The location that was remembered may be out of date.
    private void ForgetWrongLocation(PreflightReport report)
    {
        var isUnknown = report.Problems.Any(problem => problem.Code is MessageCodes.RegistryUnknown or MessageCodes.RegistryElsewhere);
        if (isUnknown && !string.IsNullOrWhiteSpace(registryId))
        {
            new RegistryLocator(options).Forget(registryId);
        }
    }
}
