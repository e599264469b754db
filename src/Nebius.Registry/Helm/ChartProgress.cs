using System.Globalization;

namespace Nebius.Registry.Helm;

/// <summary>Tells how far a push is: after a second, and then now and again.</summary>
/// <param name="name">What is pushed.</param>
/// <param name="total">How many bytes that is.</param>
/// <param name="tell">Who is told; null for nobody.</param>
/// <param name="time">The clock.</param>
internal sealed class ChartProgress(string name, long total, Action<string>? tell, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    private long _sent;
    private long _last = time.GetTimestamp();
    private TimeSpan _pause = First;

    /// <summary>Takes note of bytes that were sent.</summary>
    /// <param name="bytes">How many; less than none when they have to be sent again.</param>
    public void Add(long bytes)
    {
        _sent += bytes;
        if (tell is null || time.GetElapsedTime(_last) < _pause)
        {
            return;
        }

        (_last, _pause) = (time.GetTimestamp(), Later);
        tell(string.Create(CultureInfo.InvariantCulture, $"{name}: {_sent / 1024.0 / 1024:0.0} of {total / 1024.0 / 1024:0.0} MiB sent"));
    }
}
