using System.Globalization;

namespace Nebius.Registry.Copying;

/// <summary>Reports how far a copy has come over all targets: after a second, and then by the interval.</summary>
/// <param name="name">What is copied.</param>
/// <param name="total">The number of bytes for all targets.</param>
/// <param name="interval">The interval: a second for a terminal, ten for a log.</param>
/// <param name="report">Called with each line; may be null.</param>
/// <param name="time">The clock.</param>
internal sealed class CopyProgress(string name, long total, TimeSpan interval, Action<string>? report, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private long _sent;
    private long _skipped;
    private TimeSpan _next = First;

    /// <summary>Counts bytes that were sent; negative when they have to be sent again.</summary>
    public void Add(long bytes)
    {
        string? line = null;
        lock (_lock)
        {
            _sent += bytes;
            var elapsed = time.GetElapsedTime(_start);
            if (report is not null && elapsed >= _next)
            {
                _next = elapsed + interval;
                line = Line(elapsed);
            }
        }

        if (line is not null)
        {
            report!(line);
        }
    }

    /// <summary>Counts bytes that needn't be sent.</summary>
    public void Skip(long bytes)
    {
        lock (_lock)
        {
            _skipped += bytes;
        }
    }

    private string Line(TimeSpan elapsed)
    {
        var (all, rate) = (total - _skipped, _sent / elapsed.TotalSeconds);
        var left = rate > 0 ? TimeSpan.FromSeconds(Math.Max(0, all - _sent) / rate) : TimeSpan.Zero;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {MiB(_sent)} of {MiB(all)} MiB copied, {MiB((long)rate)} MiB/s, {left:h\\:mm\\:ss} left");
    }

    private static string MiB(long bytes) => (bytes / 1024.0 / 1024).ToString("0.0", CultureInfo.InvariantCulture);
}
