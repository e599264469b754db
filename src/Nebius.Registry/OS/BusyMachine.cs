using System.Buffers.Text;
using System.Globalization;

namespace Nebius.Registry.OS;

/// <summary>
/// Gives the limits of waiting more time while far more threads want to run than this machine has processors. When forty builds start at
/// once, a proxy or an emulator on the same machine answers late and the build sees the answer late, though nothing is wrong.
/// </summary>
/// <param name="isBusy">Tells whether the machine is busy now.</param>
internal sealed class BusyMachine(Func<bool> isBusy)
{
    /// <summary>How many times as long a limit is on a busy machine.</summary>
    public const int Factor = 3;

    // With fewer threads in the queue of a processor, an exchange is done in time.
    private const int Unremarkable = 8;

    private static readonly BusyMachine NeverBusy = new(static () => false);

    private long _lastSeen = long.MinValue;

    /// <summary>Gets this machine. On other systems than Linux it is never busy.</summary>
    public static BusyMachine This { get; } = OperatingSystem.IsLinux() ? new(IsThisBusy) : NeverBusy;

    /// <summary>Returns the machine that a clock belongs to: this one, or for a clock that a test sets one that is never busy.</summary>
    /// <param name="time">The clock.</param>
    public static BusyMachine Of(TimeProvider time) => time == TimeProvider.System ? This : NeverBusy;

    /// <summary>
    /// Returns a limit, longer if the machine has been seen busy since the wait began: so a limit that another one is part of grows with
    /// it.
    /// </summary>
    /// <param name="limit">The limit on a machine that isn't busy.</param>
    /// <param name="time">The clock.</param>
    /// <param name="start">When the wait began, as a timestamp of the clock.</param>
    /// <param name="factor">How many times as long it is.</param>
    public TimeSpan Extend(TimeSpan limit, TimeProvider time, long start, int factor = Factor)
    {
        if (limit == Timeout.InfiniteTimeSpan)
        {
            return limit;
        }

        if (isBusy())
        {
            Volatile.Write(ref _lastSeen, time.GetTimestamp());
        }

        return Volatile.Read(ref _lastSeen) >= start ? limit * factor : limit;
    }

    /// <summary>Tells whether more than eight threads for each processor run or could run.</summary>
    /// <param name="load">What <c>/proc/loadavg</c> says; its fourth field begins with the number of threads that run or could run.</param>
    /// <param name="processors">
    /// The number of processors of the machine, not of a container, because the threads are those of the machine; 0 if it isn't known.
    /// </param>
    public static bool IsBusy(ReadOnlySpan<byte> load, int processors)
    {
        var field = load;
        for (var i = 0; i < 3; i++)
        {
            field = field[(field.IndexOf((byte)' ') + 1)..];
        }

        return processors > 0 && Utf8Parser.TryParse(field, out int running, out _) && running > processors * Unremarkable;
    }

    /// <summary>Counts processors in a list of the kernel.</summary>
    /// <param name="list">Such as <c>0-3,6</c>: https://docs.kernel.org/admin-guide/cputopology.html.</param>
    /// <returns>Their number; 0 for what isn't such a list.</returns>
    public static int CountProcessors(ReadOnlySpan<byte> list)
    {
        var count = 0;
        foreach (var part in list.TrimEnd((byte)'\n').Split((byte)','))
        {
            var range = list[part];
            var dash = range.IndexOf((byte)'-');
            var first = dash < 0 ? range : range[..dash];
            var last = dash < 0 ? range : range[(dash + 1)..];
            if (!ushort.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                || !ushort.TryParse(last.TrimEnd((byte)'\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var to)
                || to < from)
            {
                return 0;
            }

            count += to - from + 1;
        }

        return count;
    }

    private static bool IsThisBusy() => IsBusy(Read("/proc/loadavg"), CountProcessors(Read("/sys/devices/system/cpu/online")));

    private static ReadOnlySpan<byte> Read(string path)
    {
        try
        {
            // Without a lock of its own, which another program could hinder.
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
            var buffer = new byte[256];
            return buffer.AsSpan(0, RandomAccess.Read(file, buffer, fileOffset: 0));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
