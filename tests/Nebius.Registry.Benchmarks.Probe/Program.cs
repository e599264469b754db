using Nebius.Registry.Benchmarks.Probe;

// A process to measure. Nebius.Registry.Benchmarks starts it with the assemblies of the packed package beside it. It prints lines with a
// name and milliseconds. Usage: Nebius.Registry.Benchmarks.Probe
// look SOURCE | chain | azure | helper | get-or-spawn RUNS SCRIPT | charts RUNS ARCHIVE HELM-CONFIG | chart-memory ARCHIVE
var measured = args switch
{
    ["look", var source] => Looks.Measure(source),
    ["chain"] => await Chain.MeasureAsync(),
    ["azure"] => await AzureChain.MeasureAsync(),
    ["get-or-spawn", var runs, var script] => await GetOrSpawn.MeasureAsync(runs, script),
    ["charts", var runs, var archive, var helmConfig] => await Charts.MeasureAsync(runs, archive, helmConfig),
    ["chart-memory", var archive] => await Charts.MeasureMemoryAsync(archive),
    ["helper"] => Helper.Answer(),
    _ => throw new ArgumentException("See the usage above."),
};
Console.Write(measured);
