using System.Globalization;
using Nebius.Registry.Benchmarks;

// It needs 20 GB of disk, so that it runs only when named.
const string CopyMemory = "copy-memory";

// Whole processes and whole tasks, side by side in one run. Usage: dotnet run -c Release --project tests/Nebius.Registry.Benchmarks [-- RUNS [PACK ARGUMENTS...]]; RUNS as in cake:10 for that part alone
var (only, count) = (args.Length > 0 ? args[0] : "10").Split(':') is [var name, var number] ? (name, number) : (string.Empty, args.Length > 0 ? args[0] : "10");
var runs = int.Parse(count, CultureInfo.InvariantCulture);
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    cancellation.Cancel();
};

await using var bench = await Bench.StartAsync(args.Skip(1).ToArray(), cancellation.Token);
Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}; {runs} runs, medians");

(string Name, Func<Bench, int, CancellationToken, Task> Measure)[] parts =
[
    ("publish", WholePublish.MeasureAsync),
    ("preflight", Preflight.MeasureAsync),
    ("cake", CakePublish.MeasureAsync),
    ("charts", ChartPush.MeasureAsync),
    ("task", CredentialTask.MeasureAsync),
    ("chain", ChainAlone.MeasureAsync),
    ("helper", CredentialHelper.MeasureAsync),
    ("arm64", Arm64Helper.MeasureAsync),
    ("copies", ImageCopies.MeasureAsync),
    (CopyMemory, ImageCopies.MeasureMemoryAsync),
];
foreach (var part in parts.Where(part => only.Length == 0 ? part.Name != CopyMemory : part.Name == only))
{
    await part.Measure(bench, runs, cancellation.Token);
}
