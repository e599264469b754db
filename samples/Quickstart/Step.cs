using System.Diagnostics;
using System.Globalization;

namespace Quickstart;

/// <summary>What is shown: each step when it begins, and how long it took.</summary>
internal static class Step
{
    public static async Task<T> RunAsync<T>(string title, Func<Task<T>> work)
    {
        Console.WriteLine($"\n> {title}");
        var clock = Stopwatch.StartNew();
        var result = await work();
        Say(string.Create(CultureInfo.InvariantCulture, $"done in {clock.Elapsed.TotalSeconds:0.0} s"));
        return result;
    }

    public static void Say(string text) => Console.WriteLine($"  {text}");
}
