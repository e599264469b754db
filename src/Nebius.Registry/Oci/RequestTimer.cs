namespace Nebius.Registry.Oci;

/// <summary>
/// The time limit of one request. It is about the lack of progress: a request that moves bytes may take as long as it needs.
/// </summary>
internal sealed class RequestTimer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PushBudget _budget;
    private readonly TimeSpan _allowance;
    private readonly CancellationTokenSource _stall;
    private bool _isDisposed;

    /// <summary>Starts the time.</summary>
    /// <param name="budget">The budget of the step that the request belongs to.</param>
    /// <param name="allowance">
    /// How much longer the registry may take when it has everything, as it may have to read a blob of many gigabytes again.
    /// </param>
    /// <param name="time">The clock.</param>
    public RequestTimer(PushBudget budget, TimeSpan allowance, TimeProvider time)
    {
        (_budget, _allowance) = (budget, allowance);
        _stall = new CancellationTokenSource(budget.Limits.Stall + allowance, time);
    }

    /// <summary>Gets a token that is cancelled when nothing moves for too long.</summary>
    public CancellationToken Token => _stall.Token;

    /// <summary>Counts bytes that were sent or received.</summary>
    public void Move(long bytes) => Restart(_budget.Limits.Stall, () => _budget.Move(bytes));

    /// <summary>Stops the clock while the request waits for this process: for a source, or for those that take what it reads.</summary>
    public void Pause() => Restart(Timeout.InfiniteTimeSpan, _budget.Pause);

    /// <summary>Starts the clock again.</summary>
    public void Resume() => Move(0);

    /// <summary>Waits for the response to a body that was sent.</summary>
    public void Finish() => Restart(_budget.Limits.Stall + _allowance, () => _budget.Move(0));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _stall.Dispose();
        }
    }

    // Over HTTP/2, a body may still be on its way when the request has failed.
    private void Restart(TimeSpan timeout, Action account)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _stall.CancelAfter(timeout);
                account();
            }
        }
    }
}
