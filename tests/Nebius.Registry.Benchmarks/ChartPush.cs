using System.Globalization;

namespace Nebius.Registry.Benchmarks;

/// <summary>Compares pushes of a packed chart by the library, in one process, with <c>helm push</c> of the same file.</summary>
internal static class ChartPush
{
    private const int LargeMegabytes = 50;

    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var probes = await Probes.CreateAsync(bench, cancellationToken);
        var environment = new Dictionary<string, string>(bench.Network) { ["NEBIUS_REGISTRY_STATIC_KEY"] = bench.Token, ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };
        var login = await HelmCharts.LoginAsync(bench, cancellationToken);
        var small = await HelmCharts.PackAsync(bench, "small", 0, cancellationToken);
        var large = await HelmCharts.PackAsync(bench, "large", LargeMegabytes, cancellationToken);

        var times = await probes.RunAsync(["charts", runs.ToString(CultureInfo.InvariantCulture), small, login], environment, cancellationToken);
        Print("a packed chart: helm push, a process each", times["helm"]);
        Print("a packed chart: pushed by us, the first in a process", times["first"]);
        Print("a packed chart: pushed by us, the next ones", times["ours"]);
        Print("ten charts: helm push, one after the other", times["helm-many"]);
        Print("ten charts: pushed by us at the same time", times["ours-many"]);

        foreach (var (name, archive) in new[] { ("a small chart", small), ($"a chart of {LargeMegabytes} MB", large) })
        {
            var peak = (await probes.RunAsync(["chart-memory", archive], environment, cancellationToken))["peak"].Single();
            Console.WriteLine($"{$"{name}: the process that pushes it has at most",-76} {peak,8} MiB");
        }
    }

    private static void Print(string title, IEnumerable<string> times) =>
        Median.Print(title, [.. times.Select(time => double.Parse(time, CultureInfo.InvariantCulture))]);
}
