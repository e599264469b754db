using System.Globalization;
using Nebius.Registry.Benchmarks;

// Whole processes and whole tasks, side by side in one run. Usage: dotnet run -c Release --project tests/Nebius.Registry.Benchmarks [-- RUNS [PACK ARGUMENTS...]]
var runs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    cancellation.Cancel();
};

await using var bench = await Bench.StartAsync(args.Skip(1).ToArray(), cancellation.Token);
Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}; {runs} runs, medians");

await WholePublish.MeasureAsync(bench, runs, cancellation.Token);
await Preflight.MeasureAsync(bench, runs, cancellation.Token);
await CredentialTask.MeasureAsync(bench, runs, cancellation.Token);
await ChainAlone.MeasureAsync(bench, runs, cancellation.Token);
