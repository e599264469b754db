using System.Globalization;

namespace Nebius.Registry.Oci;

/// <summary>
/// The time that one push may wait for a registry, over all its requests, attempts and pauses. It knows which step took how much, and says
/// now and again what is waited for.
/// </summary>
/// <param name="name">What is pushed, such as <c>app 1.2.3</c>.</param>
/// <param name="host">The registry.</param>
/// <param name="limits">How long it may wait.</param>
/// <param name="tell">Told what is waited for; null for no one.</param>
/// <param name="time">The clock.</param>
internal sealed class PushBudget(string name, RegistryHost host, PushLimits limits, Action<string>? tell, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TimeSpan> _spent = [];
    private readonly CancellationTokenSource _over = new(limits.Waiting, time);
    private ITimer? _notice;
    private TimeSpan _left = limits.Waiting;
    private TimeSpan _silent;
    private long? _last;
    private bool _isRetry;
    private bool _isDisposed;

    /// <summary>Gets what fires when the time is over.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>Gets the limits.</summary>
    public PushLimits Limits => limits;

    /// <summary>Gets the last answer that was none of success; null when there was none.</summary>
    public PushRefusedException? LastRefusal { get; private set; }

    /// <summary>Gets the request that is waited for, without its query.</summary>
    public string Request { get; private set; } = string.Empty;

    /// <summary>Gets the step that took the most time, and how much.</summary>
    public (string Step, TimeSpan Time) Slowest
    {
        get
        {
            lock (_lock)
            {
                Account(TimeSpan.Zero);
                var slowest = _spent.MaxBy(step => step.Value);
                return (slowest.Key ?? "the push", slowest.Value);
            }
        }
    }

    /// <summary>Begins a request.</summary>
    /// <param name="request">Its method and path.</param>
    public void Begin(string request)
    {
        lock (_lock)
        {
            Account(TimeSpan.Zero);
            Request = request;
            if (!_isRetry)
            {
                Silence();
            }
        }
    }

    /// <summary>Takes note of bytes that were sent.</summary>
    public void Move(long bytes)
    {
        lock (_lock)
        {
            Account(TimeSpan.FromSeconds((double)bytes / limits.SlowestRate));
            Silence();
        }
    }

    /// <summary>Takes note of a request that succeeded.</summary>
    public void Succeed()
    {
        lock (_lock)
        {
            _isRetry = false;
        }
    }

    /// <summary>Takes note of a request that did not succeed and is made again.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="pause">The pause before it.</param>
    /// <returns>The pause that there is time for. Where there is none, the push is over.</returns>
    public TimeSpan Retry(PushRefusedException refusal, TimeSpan pause)
    {
        TimeSpan granted;
        lock (_lock)
        {
            Account(TimeSpan.Zero);
            (_isRetry, LastRefusal) = (true, refusal);
            var most = _left - limits.Reserve;
            granted = most <= TimeSpan.Zero ? TimeSpan.Zero : pause < most ? pause : most;
        }

        if (granted < pause && granted == TimeSpan.Zero)
        {
            _over.Cancel();
        }
        else if (refusal.RetryAfter is { } asked && asked > TimeSpan.FromSeconds(2))
        {
            var step = PushStep.Name(refusal.Result.Request);
            tell?.Invoke($"{host} asked to wait {Seconds(asked)} before {step} of {name} ({Answer(refusal)}); trying again in {Seconds(granted)}");
        }

        return granted;
    }

    /// <summary>Stops counting, for what has a limit of its own. The next request counts again.</summary>
    public void Suspend()
    {
        lock (_lock)
        {
            Account(TimeSpan.Zero);
            (_last, Request) = (null, string.Empty);
            _over.CancelAfter(Timeout.InfiniteTimeSpan);
            _notice?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _notice?.Dispose();
            _over.Dispose();
        }
    }

    /// <summary>Says how a request was answered.</summary>
    public static string Answer(PushRefusedException refusal) => refusal.Result switch
    {
        { HttpStatus: { } status, Error: { Length: > 0 } error } => string.Create(CultureInfo.InvariantCulture, $"HTTP {status}: \"{error}\""),
        { HttpStatus: { } status } => string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"),
        { Error: { Length: > 0 } error } => $"no answer: {error}",
        _ => "no answer",
    };

    /// <summary>Writes a time as text.</summary>
    public static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalSeconds, time.TotalSeconds < 10 ? 1 : 0)} s");

    // The time since the last call was spent on the request that was begun then, unless the bytes that moved explain it.
    private void Account(TimeSpan excused)
    {
        var now = time.GetTimestamp();
        if (_last is { } last)
        {
            var waited = time.GetElapsedTime(last, now) - excused;
            waited = waited > TimeSpan.Zero ? waited : TimeSpan.Zero;
            var step = PushStep.Name(Request);
            _spent[step] = _spent.GetValueOrDefault(step) + waited;
            _left -= waited;
        }

        _last = now;
        if (!_isDisposed)
        {
            _over.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
        }
    }

    private void Silence()
    {
        if (tell is not null && !_isDisposed)
        {
            _silent = TimeSpan.Zero;
            _notice ??= time.CreateTimer(_ => Notice(), null, limits.Silence, limits.Reminder);
            _notice.Change(limits.Silence, limits.Reminder);
        }
    }

    private void Notice()
    {
        string line;
        lock (_lock)
        {
            _silent += _silent == TimeSpan.Zero ? limits.Silence : limits.Reminder;
            var why = _isRetry && LastRefusal is { } refusal ? $"; the last attempt: {Answer(refusal)}" : string.Empty;
            line = $"waiting for {host} for {Seconds(_silent)}: {PushStep.Name(Request)} of {name} ({Request}{why})";
        }

        tell?.Invoke(line);
    }
}
