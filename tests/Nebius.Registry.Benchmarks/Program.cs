using System.Globalization;
using Nebius.Registry.Benchmarks;

// It needs 20 GB of disk, so it runs only by its name.
const string CopyMemory = "copy-memory";

// Markdown for docs/benchmarks.md.
const string Table = "goals";

// For docs/growth.md.
const string GrowthTable = "growth";

// Whole processes and whole tasks, side by side in one run. RUNS as in cake:10 runs that part alone. Usage:
// dotnet run -c Release --project tests/Nebius.Registry.Benchmarks [-- RUNS [--json FILE] [PACK ARGUMENTS...]]
var option = Array.IndexOf(args, "--json");
var json = option < 0 ? null : Path.GetFullPath(args[option + 1]);
args = option < 0 ? args : [.. args[..option], .. args[(option + 2)..]];
var (only, count) = (args.Length > 0 ? args[0] : "10").Split(':') is [var name, var number] ? (name, number) : (string.Empty, args.Length > 0 ? args[0] : "10");
var runs = int.Parse(count, CultureInfo.InvariantCulture);
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    cancellation.Cancel();
};

await using var bench = await Bench.StartAsync(args.Skip(1).ToArray(), json, cancellation.Token);
if (only is not (Table or GrowthTable))
{
    Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}; {runs} runs, medians");
}

(string Name, Func<Bench, int, CancellationToken, Task> Measure)[] parts =
[
    (Table, Goals.MeasureAsync),
    ("publish", WholePublish.MeasureAsync),
    ("preflight", Preflight.MeasureAsync),
    ("cake", CakePublish.MeasureAsync),
    ("charts", ChartPush.MeasureAsync),
    ("task", CredentialTask.MeasureAsync),
    ("chain", ChainAlone.MeasureAsync),
    ("helper", CredentialHelper.MeasureAsync),
    ("arm64", Arm64Helper.MeasureAsync),
    ("copies", ImageCopies.MeasureAsync),
    (GrowthTable, Growth.MeasureAsync),
    (CopyMemory, ImageCopies.MeasureMemoryAsync),
];
foreach (var part in parts.Where(part => only.Length == 0 ? part.Name is not (CopyMemory or GrowthTable) : part.Name == only))
{
    await part.Measure(bench, runs, cancellation.Token);
}
