using Microsoft.Build.Framework;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Waits for a preflight check that <see cref="PreflightNebius"/> has started, and reports what it found.</summary>
public sealed class AwaitNebiusPreflight : NebiusTask
{
    /// <summary>Gets or sets the check, as <see cref="PreflightNebius.Pending"/>.</summary>
    [Required]
    public string Preflight { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var pending = PendingPreflight.Take(BuildEngine, Preflight);
        if (pending is not null)
        {
            LogPreflight(await pending.WaitAsync(cancellationToken).ConfigureAwait(false), pending.Hint);
        }
    }
}
