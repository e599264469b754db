using System.Buffers.Text;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS;

/// <summary>
/// Gives the limits of waiting more time while far more threads want to run than this machine has processors. When forty builds start at
/// once, a proxy or an emulator on the same machine answers late and the build sees the answer late, though nothing is wrong.
/// </summary>
internal static class BusyMachine
{
    // With fewer threads in the queue of a processor, an exchange is done in time.
    private const int Unremarkable = 8;
    private const int Patience = 3;

    /// <summary>Returns the limit for now: three times as long on a busy machine. On other systems than Linux it stays as it is.</summary>
    public static TimeSpan Extend(TimeSpan limit, TimeProvider time)
    {
        // A test that sets the clock has a machine of its own.
        if (limit == Timeout.InfiniteTimeSpan || time != TimeProvider.System || !OperatingSystem.IsLinux())
        {
            return limit;
        }

        Span<byte> load = stackalloc byte[128];
        return IsBusy(load[..ReadLoad(load)], LibC.ProcessorCount()) ? limit * Patience : limit;
    }

    /// <summary>Tells whether more than eight threads for each processor run or could run.</summary>
    /// <param name="load">What <c>/proc/loadavg</c> says; its fourth field begins with the number of threads that run or could run.</param>
    /// <param name="processors">The number of processors of the machine, not of a container, because the threads are those of the machine.</param>
    public static bool IsBusy(ReadOnlySpan<byte> load, long processors)
    {
        var field = load;
        for (var i = 0; i < 3; i++)
        {
            field = field[(field.IndexOf((byte)' ') + 1)..];
        }

        return processors > 0 && Utf8Parser.TryParse(field, out int running, out _) && running > processors * Unremarkable;
    }

    private static int ReadLoad(Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle("/proc/loadavg");
            return RandomAccess.Read(file, buffer, fileOffset: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
