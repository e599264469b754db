using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Benchmarks;

/// <summary>
/// Processes of Nebius.Registry.Benchmarks.Probe. The library runs with the assemblies of the packed package, compiled ahead of time where
/// a user's are; Azure.Identity runs with those of its package.
/// </summary>
internal sealed class Probes
{
    private const string Name = "Nebius.Registry.Benchmarks.Probe";

    private readonly Bench _bench;
    private readonly string _ours;
    private readonly string _published;

    private Probes(Bench bench, string ours, string published) => (_bench, _ours, _published) = (bench, ours, published);

    public static async Task<Probes> CreateAsync(Bench bench, CancellationToken cancellationToken)
    {
        var (published, ours) = (bench.In("probe-published"), bench.In("probe"));
        foreach (var directory in new[] { published, ours })
        {
            await bench.PublishAsync($"tests/{Name}", directory, [], cancellationToken);
        }

        // The same choice as in the targets of the package.
        var isAhead = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        var folder = $"tasks/net10.0{(isAhead ? "-linux-x64" : string.Empty)}/";
        using var package = await ZipFile.OpenReadAsync(Directory.EnumerateFiles(bench.In("feed"), "Nebius.Registry.Build.*.nupkg").Single(), cancellationToken);
        foreach (var entry in package.Entries.Where(entry => entry.FullName == folder + entry.Name && Path.GetExtension(entry.Name) == ".dll"))
        {
            await entry.ExtractToFileAsync(Path.Join(ours, entry.Name), overwrite: true, cancellationToken);
        }

        return new Probes(bench, ours, published);
    }

    /// <summary>Runs one process with the assemblies of the package.</summary>
    public Task<ILookup<string, string>> RunAsync(string[] arguments, Dictionary<string, string> environment, CancellationToken cancellationToken) =>
        RunAsync(_ours, arguments, environment, cancellationToken);

    /// <summary>Runs one process as it was published.</summary>
    public Task<ILookup<string, string>> RunAsPublishedAsync(string[] arguments, Dictionary<string, string> environment, CancellationToken cancellationToken) =>
        RunAsync(_published, arguments, environment, cancellationToken);

    private async Task<ILookup<string, string>> RunAsync(
        string directory, string[] arguments, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Path.Join(directory, Name), arguments) { WorkingDirectory = _bench.In("."), RedirectStandardOutput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        start.Environment["HOME"] = _bench.In("nobody");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToLookup(words => words[0], words => words[1])
            : throw new InvalidOperationException($"{Name} {string.Join(' ', arguments)} failed.");
    }
}
