namespace Nebius.Registry.Benchmarks;

/// <summary>One of the things that are measured in turns.</summary>
/// <param name="What">What it is.</param>
/// <param name="MeasureAsync">Does it once, and returns the time in milliseconds.</param>
/// <param name="Goal">The goal; empty if there is none.</param>
internal sealed record Variant(string What, Func<Task<double>> MeasureAsync, string Goal = "");

/// <summary>Measures variants A, B, A, B, and so on, so that other work of the machine affects all of them.</summary>
internal static class Turns
{
    /// <summary>Runs each variant once without measuring it, and then in turns.</summary>
    public static async Task<Group> MeasureAsync(string title, int runs, params Variant[] variants)
    {
        var took = variants.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run <= runs; run++)
        {
            await Console.Error.WriteLineAsync($"{title}: {run} of {runs}");
            for (var i = 0; i < variants.Length; i++)
            {
                var time = await variants[i].MeasureAsync();
                if (run > 0)
                {
                    took[i].Add(time);
                }
            }
        }

        var first = Median.Of(took[0]);
        return new(
            title,
            [.. variants.Zip(took, (variant, times) => new Row(variant.What, Median.Of(times), times.Min(), times.Max(), Median.Of(times) / first, variant.Goal))]);
    }
}
