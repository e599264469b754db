using Nebius.Registry.OS;

namespace Nebius.Registry.Net;

/// <summary>A caller's cancellation token with a time limit added to it.</summary>
internal sealed class LinkedTimeout : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;

    /// <summary>Starts the clock.</summary>
    /// <param name="limit">
    /// How long the work may take on a machine that isn't busy; <see cref="Timeout.InfiniteTimeSpan"/> for no limit of its own.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public LinkedTimeout(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Limit = BusyMachine.Extend(limit, time);
        _timeout = limit == Timeout.InfiniteTimeSpan ? new CancellationTokenSource() : new CancellationTokenSource(Limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
    }

    /// <summary>Gets how long the work may take now.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Gets the token to work with: it fires when the time is up, and when the caller cancels.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Gets a value indicating whether the time is up.</summary>
    public bool HasElapsed => _timeout.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked.Dispose();
        _timeout.Dispose();
    }
}
