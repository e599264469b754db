using System.Globalization;

namespace Nebius.Registry.Copying;

/// <summary>
/// Reports how far a copy has come over all targets: after a second, and then by the interval, also while no bytes move. There is no report
/// after it was disposed of.
/// </summary>
internal sealed class CopyProgress : IAsyncDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly Action<string>? _report;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer? _timer;
    private long _total;
    private long _sent;
    private (TimeSpan At, long Sent) _last;
    private TimeSpan _moved;

    /// <summary>Starts the reports.</summary>
    /// <param name="name">What is copied.</param>
    /// <param name="options">The interval, the clock, and who gets the reports.</param>
    public CopyProgress(string name, ImageCopyOptions options)
    {
        (_name, _report, _time) = (name, options.Progress, options.Time);
        _start = _time.GetTimestamp();
        _timer = _report is null ? null : _time.CreateTimer(_ => _report(Line()), null, First, options.ProgressInterval);
    }

    /// <summary>Counts bytes that are to be sent.</summary>
    public void Plan(long bytes)
    {
        lock (_lock)
        {
            _total += bytes;
        }
    }

    /// <summary>Counts bytes that needn't be sent.</summary>
    public void Skip(long bytes) => Plan(-bytes);

    /// <summary>Counts bytes that were sent; negative when they have to be sent again.</summary>
    public void Add(long bytes)
    {
        lock (_lock)
        {
            _sent += bytes;
            _moved = _time.GetElapsedTime(_start);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string Line()
    {
        lock (_lock)
        {
            var now = _time.GetElapsedTime(_start);
            var rate = (_sent - _last.Sent) / Math.Max((now - _last.At).TotalSeconds, 0.001);
            var average = _sent / Math.Max(now.TotalSeconds, 0.001);
            var isIdle = _last.At > TimeSpan.Zero && _sent == _last.Sent;
            _last = (now, _sent);
            var rest = isIdle ? $"no data for {Seconds(now - _moved)}" : $"{MiB(Math.Max(0, rate))} MiB/s{Left(average)}";
            return $"{MiB(_sent)} of {MiB(_total)} MiB copied, {rest}: {_name}";
        }
    }

    private string Left(double average) => average > 0
        ? string.Create(CultureInfo.InvariantCulture, $", {Clock(Math.Max(0, _total - _sent) / average)} left")
        : string.Empty;

    // A slow beginning may promise months.
    private static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Min(seconds, 1e9));
        return string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");

    private static string MiB(double bytes) => (bytes / 1024.0 / 1024).ToString("0.0", CultureInfo.InvariantCulture);
}
