using System.Diagnostics;
using System.Globalization;

namespace Nebius.Registry.Benchmarks.Probe;

/// <summary>Measures times with little code that a new process would have to compile.</summary>
internal static class Clock
{
    public static double Time(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public static async Task<double> TimeAsync(Func<Task> act)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public static string Line(string name, double milliseconds) => $"{name} {milliseconds.ToString("0.0000", CultureInfo.InvariantCulture)}\n";
}
