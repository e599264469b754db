using Nebius.Registry.Credentials;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Copying;

/// <summary>Copies a chart that was just pushed to the registries of NebiusCopyTo. A version that holds another chart stays.</summary>
/// <param name="provider">The provider of the credentials; one that leaves none to the SDK.</param>
/// <param name="push">The options of the push.</param>
/// <param name="options">The options of the copies.</param>
internal sealed class ChartCopier(ICredentialProvider provider, ChartPushOptions push, ImageCopyOptions options)
{
    /// <summary>Copies the chart. A registry that fails doesn't stop the others.</summary>
    /// <param name="chart">The chart that was pushed.</param>
    /// <param name="registries">The registries.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>The outcomes, in the same order.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<IReadOnlyList<PushCopy>> CopyAsync(
        PublishedChart chart, IReadOnlyList<CopyRegistry> registries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var copier = new PushCopier(provider, options)
        {
            Check = async (target, credential, end) =>
            {
                using var pusher = new ChartPusher(provider, credential, push);
                await pusher.CheckTagAsync(CopyOf(chart, target), end).ConfigureAwait(false);
            },
        };
        var pushed = new ImageCopySource(chart.Host, chart.Repository, chart.Digest);
        return copier.CopyAsync(pushed, [chart.Tag], registries, cancellationToken);
    }

    /// <summary>Returns the copy of a chart.</summary>
    /// <param name="chart">The chart that was pushed.</param>
    /// <param name="target">Where it was copied to.</param>
    public static PublishedChart CopyOf(PublishedChart chart, ImageCopyTarget target)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(target);
        return chart with { Host = target.Host, Repository = target.Repository };
    }
}
