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

/// <summary>How long one push may wait for a registry.</summary>
internal sealed record PushLimits
{
    /// <summary>Gets how long it may wait in all, pauses and new attempts included; time in which bytes move does not count.</summary>
    public TimeSpan Waiting { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Gets how long one request may wait while nothing moves.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets what an attempt after a pause needs: with less left there is none.</summary>
    public TimeSpan Reserve { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how long it waits silently.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how often it says afterwards that it still waits.</summary>
    public TimeSpan Reminder { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets how many bytes a second are slow, and still no waiting: 100 MiB in less than two hours.</summary>
    public long SlowestRate { get; init; } = 16 * 1024;

    /// <summary>Returns how long something of a size may take by another program, of which nothing is seen until it ends.</summary>
    public TimeSpan Unseen(long size) => Waiting + TimeSpan.FromSeconds((double)size / SlowestRate);
}

/// <summary>Makes the attempts of one step of a push, until one succeeds or fails for good.</summary>
internal sealed record PushRetryPolicy
{
    private const int Most = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets a number from 0 to 1, by which a pause is multiplied so that many builds do not retry in step.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Makes the attempts.</summary>
    /// <typeparam name="TAnswer">The answer.</typeparam>
    /// <param name="attempt">Makes one attempt.</param>
    /// <param name="budget">The time that there is for pauses.</param>
    /// <param name="cancellationToken">Ends them.</param>
    /// <exception cref="PushRefusedException">The last one failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TAnswer> RunAsync<TAnswer>(Func<Task<TAnswer>> attempt, PushBudget budget, CancellationToken cancellationToken)
    {
        for (var count = 1; ; count++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (PushRefusedException error) when (error.IsTransient && count < Most)
            {
                await Task.Delay(budget.Retry(error, Pause(count, error.RetryAfter)), Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Full jitter, and no sooner than the registry asks for, within reason.
    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        var own = FirstPause * Math.Pow(2, attempt - 1) * Jitter();
        return asked > own ? (asked < LongestPause ? asked.Value : LongestPause) : own;
    }
}

/// <summary>Names the steps of a push.</summary>
internal static class PushStep
{
    /// <summary>Names the step that a request belongs to.</summary>
    /// <param name="request">Its method and path, such as <c>PUT /v2/e00abc/app/manifests/1.2.3</c>.</param>
    public static string Name(string request) => request switch
    {
        $"GET {PingResponse.Path}" or "" => "the first request",
        _ when request.StartsWith("POST ", StringComparison.Ordinal) => "the start of an upload",
        _ when request.StartsWith("HEAD ", StringComparison.Ordinal) => "the look-up of a blob",
        _ when request.StartsWith("PUT ", StringComparison.Ordinal) => IsManifest(request) ? "the manifest upload" : "the upload of a blob",
        _ => IsManifest(request) ? "the look-up of the tag" : "the token request",
    };

    private static bool IsManifest(string request) => request.Contains("/manifests/", StringComparison.Ordinal);
}
