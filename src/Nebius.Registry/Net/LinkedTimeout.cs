using Nebius.Registry.OS;

namespace Nebius.Registry.Net;

/// <summary>A caller's cancellation token with a time limit added to it, which is longer on a machine that is busy at its end.</summary>
internal sealed class LinkedTimeout : IDisposable
{
    private readonly TimeSpan _usual;
    private readonly int _factor;
    private readonly TimeProvider _time;
    private readonly BusyMachine _machine;
    private readonly long _start;
    private readonly CancellationTokenSource _timeout = new();
    private readonly CancellationTokenSource _linked;
    private readonly ITimer? _timer;

    /// <summary>Starts the clock.</summary>
    /// <param name="limit">
    /// How long the work may take on a machine that isn't busy; <see cref="Timeout.InfiniteTimeSpan"/> for no limit of its own.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <param name="factor">How many times as long the work may take on a busy machine.</param>
    /// <param name="machine">The machine; that of the clock if null.</param>
    public LinkedTimeout(
        TimeSpan limit,
        TimeProvider time,
        CancellationToken cancellationToken,
        int factor = BusyMachine.Factor,
        BusyMachine? machine = null)
    {
        (_usual, Limit, _factor, _time, _start) = (limit, limit, factor, time, time.GetTimestamp());
        _machine = machine ?? BusyMachine.Of(time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
        _timer = limit == Timeout.InfiniteTimeSpan ? null : time.CreateTimer(End, this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets how long the work may take.</summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>Gets the token to work with: it fires when the time is up, and when the caller cancels.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Gets a value indicating whether the time is up.</summary>
    public bool HasElapsed => _timeout.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _linked.Dispose();
        _timeout.Dispose();
    }

    private static void End(object? state)
    {
        var timeout = (LinkedTimeout)state!;
        timeout.Limit = timeout._machine.Extend(timeout._usual, timeout._time, timeout._start, timeout._factor);
        var left = timeout.Limit - timeout._time.GetElapsedTime(timeout._start);
        try
        {
            // Without a timer, it has fired before the constructor ended: then the limit stays as it is.
            if (left > TimeSpan.Zero && timeout.Limit > timeout._usual && timeout._timer is { } timer)
            {
                timer.Change(left, Timeout.InfiniteTimeSpan);
            }
            else
            {
                timeout._timeout.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // The work was done at the same moment.
        }
    }
}
