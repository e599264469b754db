using System.Diagnostics;
using System.Globalization;
using Nebius.Registry.Credentials;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Benchmarks.Probe;

/// <summary>Pushes a packed chart, in turns: with the library in this process, and with helm in separate processes.</summary>
internal static class Charts
{
    private const int Many = 10;

    /// <param name="runs">How many of each.</param>
    /// <param name="archive">The chart, <c>app-1.0.0.tgz</c>.</param>
    /// <param name="helmConfig">A login for helm.</param>
    public static async Task<string> MeasureAsync(string runs, string archive, string helmConfig)
    {
        var result = string.Empty;
        for (var run = 0; run < int.Parse(runs, CultureInfo.InvariantCulture); run++)
        {
            // Each push goes to a new repository. Helm is first, so that the registry is warm for the library.
            result += Clock.Line("helm", Clock.Time(() => Helm(archive, $"theirs{run}", helmConfig)));
            result += Clock.Line(run == 0 ? "first" : "ours", await Clock.TimeAsync(() => PushAsync(archive, [$"e00abc/ours{run}/app"])));
        }

        for (var run = 0; run < 3; run++)
        {
            result += Clock.Line("ours-many", await Clock.TimeAsync(() => PushAsync(archive, [.. Enumerable.Range(0, Many).Select(i => $"e00abc/many{run}/c{i}/app")])));
            result += Clock.Line("helm-many", Clock.Time(() => Array.ForEach([.. Enumerable.Range(0, Many)], i => Helm(archive, $"manyhelm{run}/c{i}", helmConfig))));
        }

        return result;
    }

    /// <summary>Pushes one chart, and returns the peak memory of the process.</summary>
    public static async Task<string> MeasureMemoryAsync(string archive)
    {
        await PushAsync(archive, [$"e00abc/memory{new FileInfo(archive).Length}/app"]);
        using var process = Process.GetCurrentProcess();
        return Clock.Line("peak", process.PeakWorkingSet64 / 1024.0 / 1024);
    }

    private static async Task PushAsync(string archive, string[] repositories)
    {
        var provider = new CredentialChain(new CredentialChainOptions());
        var resolution = await provider.ResolveAsync(RegistryHost.ForRegion("eu-west1"), CancellationToken.None);
        var package = await ChartPackage.OpenAsync(archive, CancellationToken.None);
        using var pusher = new ChartPusher(provider, resolution.Credential!);
        await Task.WhenAll(repositories.Select(repository => pusher.PushAsync(package, repository, CancellationToken.None)));
    }

    private static void Helm(string archive, string repository, string config)
    {
        var start = new ProcessStartInfo("helm", ["push", archive, $"oci://cr.eu-west1.nebius.cloud/e00abc/{repository}", "--registry-config", config]) { RedirectStandardError = true };
        using var helm = Process.Start(start)!;
        var said = helm.StandardError.ReadToEnd();
        helm.WaitForExit();
        if (helm.ExitCode != 0)
        {
            throw new InvalidOperationException(said);
        }
    }
}
