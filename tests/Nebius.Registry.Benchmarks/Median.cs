using System.Globalization;

namespace Nebius.Registry.Benchmarks;

/// <summary>Medians and ranges, printed.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static void Print(string title, IReadOnlyCollection<double> milliseconds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{title,-76} {Of(milliseconds),8:0.0} ms   ({milliseconds.Min():0.0} to {milliseconds.Max():0.0})"));
}
