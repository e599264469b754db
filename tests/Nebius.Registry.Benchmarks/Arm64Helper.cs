using System.IO.Compression;

namespace Nebius.Registry.Benchmarks;

/// <summary>
/// The command for linux-arm64 under QEMU on another machine, native and portable. QEMU translates the output of a JIT compiler once
/// more, so the portable command looks slower than on a processor; the order is the same. OpenSSL for arm64 comes from Debian's
/// architecture arm64, or from the folder QEMU_LD_PREFIX.
/// </summary>
internal static class Arm64Helper
{
    private const string Qemu = "/usr/bin/qemu-aarch64-static";
    private const string Host = "cr.eu-west1.nebius.cloud";
    private const string Project = "src/Nebius.Registry.Tool";
    private const string Command = "nebius-registry";

    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        if (!File.Exists(Qemu))
        {
            Console.WriteLine("linux-arm64 is not measured: qemu-user-static isn't installed.");
            return;
        }

        (string Title, string Program)[] all =
        [
            ("native", await UnpackAsync(bench, cancellationToken)),
            ("portable", await PublishAsync(bench, "arm64-portable", [], cancellationToken)),
            ("portable, compiled ahead", await PublishAsync(bench, "arm64-ahead", ["-p:PublishReadyToRun=true"], cancellationToken)),
        ];
        await MeasureAsync(bench, runs, "cached token", all, bench.PrivateToken, cancellationToken);
        await MeasureAsync(bench, runs, "with the exchange", all, new(bench.PrivateToken) { ["NEBIUS_TOKEN_CACHE"] = "Memory" }, cancellationToken);
    }

    private static async Task MeasureAsync(
        Bench bench, int runs, string title, (string Title, string Program)[] all, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var took = all.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run <= runs; run++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                var time = await bench.RunAsync(Qemu, [all[i].Program, "docker-credential", "get"], Host, environment, succeeds: true, cancellationToken);
                if (run > 0)
                {
                    took[i].Add(time.TotalMilliseconds);
                }
            }
        }

        for (var i = 0; i < all.Length; i++)
        {
            Median.Print($"linux-arm64 under QEMU, docker-credential get, {title}: {all[i].Title}", took[i]);
        }
    }

    private static async Task<string> UnpackAsync(Bench bench, CancellationToken cancellationToken)
    {
        await bench.PackAsync(Project, cancellationToken);
        var folder = bench.In("arm64-native");
        await ZipFile.ExtractToDirectoryAsync(bench.In("feed/Nebius.Registry.Tool.linux-arm64.0.1.0-bench.nupkg"), folder, cancellationToken);
        var program = Path.Join(folder, "tools", "any", "linux-arm64", Command);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        }

        return program;
    }

    private static async Task<string> PublishAsync(Bench bench, string folder, string[] more, CancellationToken cancellationToken)
    {
        // The lock files don't have the runtime.
        string[] withRuntime =
        [
            "-r", "linux-arm64", "--self-contained", "-p:RestoreLockedMode=false", "-p:RestorePackagesWithLockFile=false", $"-p:NuGetLockFilePath={bench.In("lock.json")}",
        ];
        await bench.PublishAsync(Project, bench.In(folder), [.. withRuntime, .. more], cancellationToken);
        return Path.Join(bench.In(folder), Command);
    }
}
