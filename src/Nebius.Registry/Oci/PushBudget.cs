using System.Globalization;

namespace Nebius.Registry.Oci;

/// <summary>
/// The time that one push may wait for a registry, over all requests, retries and pauses. It measures how long each step took, and reports
/// from time to time what the push is waiting for.
/// </summary>
/// <param name="name">What is pushed, such as <c>app 1.2.3</c>.</param>
/// <param name="host">The registry.</param>
/// <param name="limits">The limits.</param>
/// <param name="tell">Called with a line about what the push is waiting for; null when there is no log.</param>
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

    /// <summary>Gets a token that is cancelled when the time is over.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>Gets the limits.</summary>
    public PushLimits Limits => limits;

    /// <summary>Gets the last unsuccessful response; null when there was none.</summary>
    public PushRefusedException? LastRefusal { get; private set; }

    /// <summary>Gets the current request, without its query.</summary>
    public string Request { get; private set; } = string.Empty;

    /// <summary>Gets the step that took the most time, with that time.</summary>
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

    /// <summary>Starts a request.</summary>
    /// <param name="request">The method and path.</param>
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

    /// <summary>Counts bytes that were sent or received.</summary>
    public void Move(long bytes)
    {
        lock (_lock)
        {
            Account(TimeSpan.FromSeconds((double)bytes / limits.SlowestRate));
            Silence();
        }
    }

    /// <summary>Records that the request succeeded.</summary>
    public void Succeed()
    {
        lock (_lock)
        {
            _isRetry = false;
        }
    }

    /// <summary>Records that a request failed and is retried.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="pause">The pause before the retry.</param>
    /// <returns>The pause that the budget allows. Without enough time, the push is cancelled.</returns>
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
            tell?.Invoke(
                $"{host} asked to wait {Seconds(asked)} before {step} of {name} ({Answer(refusal)}); trying again in {Seconds(granted)}");
        }

        return granted;
    }

    /// <summary>Stops the clock for work that has its own timeout. The next request starts it again.</summary>
    public void Suspend()
    {
        Pause();
        Request = string.Empty;
    }

    /// <summary>Stops the clock until bytes move, or the next request starts.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            Account(TimeSpan.Zero);
            _last = null;
            if (_isDisposed)
            {
                return;
            }

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

    /// <summary>Describes the response to a request.</summary>
    public static string Answer(PushRefusedException refusal) => refusal.Result switch
    {
        { HttpStatus: { } status, Error: { Length: > 0 } error } =>
            string.Create(CultureInfo.InvariantCulture, $"HTTP {status}: \"{error}\""),
        { HttpStatus: { } status } => string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"),
        { Error: { Length: > 0 } error } => $"no answer: {error}",
        _ => "no answer",
    };

    /// <summary>Formats a time in seconds.</summary>
    public static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalSeconds, time.TotalSeconds < 10 ? 1 : 0)} s");

    // The time since the last call was spent waiting for the current request, less what sending the bytes explains.
    private void Account(TimeSpan excused)
    {
        var now = time.GetTimestamp();
        if (_last is { } last)
        {
            var used = time.GetElapsedTime(last, now) - excused;
            var waited = used > TimeSpan.Zero ? used : TimeSpan.Zero;
            var step = PushStep.Name(Request);
            _spent[step] = _spent.GetValueOrDefault(step) + waited;
            _left -= limits.RefillsOnProgress ? used : waited;
            _left = _left < limits.Waiting ? _left : limits.Waiting;
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
    /// <summary>Gets the timeout of the push, with pauses and retries; time in which bytes are sent doesn't count.</summary>
    public TimeSpan Waiting { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Gets a value indicating whether bytes that move give back what waiting has used up, so that a copy of many hours may wait now and
    /// then.
    /// </summary>
    public bool RefillsOnProgress { get; init; }

    /// <summary>Gets the timeout of one request while no bytes are sent.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the time that a retry needs: with less left, there is no retry.</summary>
    public TimeSpan Reserve { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the time before the first report that the push is waiting.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the interval between further reports.</summary>
    public TimeSpan Reminder { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the slowest rate in bytes per second that doesn't count as waiting: 100 MiB in less than two hours.</summary>
    public long SlowestRate { get; init; } = 16 * 1024;

    /// <summary>Returns how long a registry may take to verify and move a blob that it has received: 16 MiB a second.</summary>
    public static TimeSpan CommitTime(long size) => TimeSpan.FromSeconds(size / (16.0 * 1024 * 1024));

    /// <summary>Returns the timeout for an upload by another program, whose progress isn't visible.</summary>
    public TimeSpan Unseen(long size) => Waiting + TimeSpan.FromSeconds((double)size / SlowestRate);
}

/// <summary>Retries one step of a push with exponential back-off.</summary>
internal sealed record PushRetryPolicy
{
    private const int Most = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets the jitter, a factor from 0 to 1 for each pause, so that builds do not retry at the same moment.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Runs the step until it succeeds, or fails with an error that a retry doesn't help.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="attempt">One attempt.</param>
    /// <param name="budget">The budget for the pauses.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <param name="position">Returns how far the attempts have come; one that came further is not counted. Null if they can't resume.</param>
    /// <exception cref="PushRefusedException">The last attempt failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TResult> RunAsync<TResult>(
        Func<Task<TResult>> attempt, PushBudget budget, CancellationToken cancellationToken, Func<long>? position = null)
    {
        var last = position?.Invoke();
        for (var count = 1; ; count++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (PushRefusedException error) when (error.IsTransient && (count < Most || position?.Invoke() > last))
            {
                if (position?.Invoke() > last)
                {
                    (count, last) = (1, position());
                }

                await Task.Delay(budget.Retry(error, Pause(count, error.RetryAfter)), Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Full jitter, but at least what Retry-After asks for, up to a limit.
    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        var own = FirstPause * Math.Pow(2, attempt - 1) * Jitter();
        return asked > own ? (asked < LongestPause ? asked.Value : LongestPause) : own;
    }
}

/// <summary>Names the steps of a push in messages.</summary>
internal static class PushStep
{
    /// <summary>Returns the name of the step that a request belongs to.</summary>
    /// <param name="request">Its method and path, such as <c>PUT /v2/e00abc/app/manifests/1.2.3</c>.</param>
    public static string Name(string request) => request switch
    {
        $"GET {PingResponse.Path}" or "" => "the first request",
        _ when Is(request, "POST") => "the start of an upload",
        _ when Is(request, "PUT") && Has(request, "manifests") => "the manifest upload",
        _ when Is(request, "PUT") || Is(request, "PATCH") => "the upload of a blob",
        _ when Has(request, "manifests") => Has(request, "manifests/sha") ? "the look-up of a manifest" : "the look-up of the tag",
        _ when Has(request, "blobs/uploads") => "the look-up of an upload",
        _ when Has(request, "blobs") => Is(request, "HEAD") ? "the look-up of a blob" : "the download of a blob",
        _ when Has(request, "referrers") => "the look-up of referrers",
        _ => "the token request",
    };

    private static bool Is(string request, string method) => request.StartsWith($"{method} ", StringComparison.Ordinal);

    private static bool Has(string request, string path) => request.Contains($"/{path}", StringComparison.Ordinal);
}
