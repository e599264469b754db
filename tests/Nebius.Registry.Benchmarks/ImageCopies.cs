using System.Diagnostics;
using System.Globalization;

namespace Nebius.Registry.Benchmarks;

/// <summary>
/// <c>nebius-registry copy</c> to several registries at once, compared with <c>skopeo copy --all</c> to one after the other, each registry
/// limited to 20 MB/s in each direction; a second copy with nothing to send; and the memory for one large blob, without a limit.
/// </summary>
internal sealed class ImageCopies : IAsyncDisposable
{
    private const int Few = 2;
    private const int Many = 4;
    private const int Layers = 8;
    private const long LayerSize = 62_500_000;
    private const long LargeBlob = 5_000_000_000;
    private const long Rate = 20_000_000;

    private readonly string _directory;
    private readonly (string Name, string File)[] _commands;
    private readonly List<LimitedRegistry> _registries = [];
    private int _copies;

    private ImageCopies(string directory, (string Name, string File)[] commands) => (_directory, _commands) = (directory, commands);

    private LimitedRegistry Source => _registries[0];

    private LimitedRegistry[] Targets => [.. _registries.Skip(1)];

    /// <summary>Compares the times. The rate limit determines them, so one run is enough.</summary>
    public static async Task MeasureAsync(Bench bench, int _, CancellationToken cancellationToken)
    {
        await using var copies = new ImageCopies(bench.In("copies"), await InstallAsync(bench, cancellationToken));
        await copies.StartAsync(Few + Many, Rate, Layers, LayerSize, cancellationToken);

        // Each comparison has its own registries, because skopeo remembers which registry has which blob, in any repository.
        await copies.CompareAsync(copies.Targets[..Few], cancellationToken);
        await copies.CompareAsync(copies.Targets[Few..], cancellationToken);
    }

    /// <summary>Measures the memory for a large blob to two registries.</summary>
    public static async Task MeasureMemoryAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        await using var copies = new ImageCopies(bench.In("copies"), await InstallAsync(bench, cancellationToken));
        await copies.StartAsync(Few, null, 1, LargeBlob, cancellationToken);
        for (var run = 0; run < runs; run++)
        {
            foreach (var (name, file) in copies._commands)
            {
                await copies.CopyAsync($"5 GB in one blob to 2 registries, {name}", file, copies.Targets, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var registry in _registries)
        {
            await registry.DisposeAsync();
        }
    }

    private static async Task<(string Name, string File)[]> InstallAsync(Bench bench, CancellationToken cancellationToken)
    {
        await bench.PackAsync("src/Nebius.Registry.Tool", cancellationToken);
        return
        [
            ("native", await bench.InstallAsync("Nebius.Registry.Tool", "native", cancellationToken)),
            ("portable", await bench.InstallAsync("Nebius.Registry.Tool.any", "portable", cancellationToken)),
        ];
    }

    private async Task StartAsync(int targets, long? rate, int layers, long size, CancellationToken cancellationToken)
    {
        for (var i = 0; i <= targets; i++)
        {
            _registries.Add(await LimitedRegistry.StartAsync(Path.Join(_directory, $"registry{i}"), rate, cancellationToken));
        }

        var layout = Path.Join(_directory, "layout");
        await RandomImage.WriteAsync(layout, layers, size, cancellationToken);
        await RunAsync("skopeo", ["copy", "--dest-tls-verify=false", $"oci:{layout}", $"docker://{Source.Direct}/e00abc/app:1.2.3"], cancellationToken);
        Directory.Delete(layout, recursive: true);
    }

    private async Task CompareAsync(LimitedRegistry[] targets, CancellationToken cancellationToken)
    {
        var skopeo = await CopyWithSkopeoAsync(targets, cancellationToken);
        var copy = await CopyAsync($"500 MB in 8 blobs to {targets.Length} registries, nebius-registry", _commands[0].File, targets, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"its share of skopeo's time",-76} {copy / skopeo,8:0.00}"));
    }

    private async Task<double> CopyWithSkopeoAsync(LimitedRegistry[] targets, CancellationToken cancellationToken)
    {
        var repository = $"e00abc/skopeo{_copies++}";
        var title = $"500 MB in 8 blobs to {targets.Length} registries, skopeo";
        var first = await MeasureAsync(title, CopyAllAsync);
        await MeasureAsync($"{title}, again", CopyAllAsync);
        return first;

        async Task<Ran> CopyAllAsync()
        {
            var all = new Ran(TimeSpan.Zero, 0);
            foreach (var target in targets)
            {
                var ran = await RunAsync(
                    "skopeo",
                    [
                        "copy", "--all", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false",
                        $"docker://{Source.Host}/e00abc/app:1.2.3", $"docker://{target.Host}/{repository}:1.2.3",
                    ],
                    cancellationToken);
                all = new Ran(all.Time + ran.Time, Math.Max(all.Peak, ran.Peak));
            }

            return all;
        }
    }

    private async Task<double> CopyAsync(string title, string file, LimitedRegistry[] targets, CancellationToken cancellationToken)
    {
        var repository = $"e00abc/copy{_copies++}";
        string[] arguments = ["copy", $"{Source.Host}/e00abc/app:1.2.3", .. targets.Select(target => $"{target.Host}/{repository}:1.2.3")];
        var first = await MeasureAsync(title, () => RunAsync(file, arguments, cancellationToken));
        await MeasureAsync($"{title}, again", () => RunAsync(file, arguments, cancellationToken));
        return first;
    }

    private async Task<double> MeasureAsync(string title, Func<Task<Ran>> run)
    {
        _registries.ForEach(registry => registry.TakeRequests());
        var ran = await run();
        var requests = _registries.Sum(registry => registry.TakeRequests());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{title,-76} {ran.Time.TotalSeconds,8:0.00} s {ran.Peak / 1024,6} MiB {requests,6} requests"));
        return ran.Time.TotalSeconds;
    }

    private async Task<Ran> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = Directory.CreateDirectory(Path.Join(_directory, "home")).FullName;
        start.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = "v1.no-registry-here-asks-for-it";
        start.Environment["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = string.Join('+', _registries.Select(registry => registry.Host));
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var peak = PeakAsync(process.Id);
        await process.WaitForExitAsync(cancellationToken);
        var time = clock.Elapsed;
        return process.ExitCode == 0
            ? new Ran(time, await peak)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}\n{await output}\n{await error}");
    }

    // Reads the value again and again, because it is gone when the process ends.
    private static async Task<long> PeakAsync(int process)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var peak = 0L; ; await timer.WaitForNextTickAsync())
        {
            try
            {
                var line = (await File.ReadAllLinesAsync($"/proc/{process}/status")).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is null)
                {
                    return peak;
                }

                peak = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return peak;
            }
        }
    }

    private sealed record Ran(TimeSpan Time, long Peak);
}
