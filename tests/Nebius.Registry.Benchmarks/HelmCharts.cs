using System.Security.Cryptography;
using System.Text;

namespace Nebius.Registry.Benchmarks;

/// <summary>Charts, and a login for helm.</summary>
internal static class HelmCharts
{
    /// <summary>Writes a small chart.</summary>
    public static async Task WriteAsync(string directory, string name, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Join(directory, "Chart.yaml"), $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Join(directory, "values.yaml"), "color: blue\n", cancellationToken);
    }

    /// <summary>Packs a chart with helm.</summary>
    /// <returns>The archive.</returns>
    public static async Task<string> PackAsync(Bench bench, string name, int megabytes, CancellationToken cancellationToken)
    {
        var chart = bench.In($"{name}/app");
        await WriteAsync(chart, "app", cancellationToken);
        for (var i = 0; i < megabytes; i++)
        {
            await File.WriteAllBytesAsync(Path.Join(chart, $"{i}.bin"), RandomNumberGenerator.GetBytes(1024 * 1024), cancellationToken);
        }

        await bench.RunAsync("helm", ["package", chart, "-d", bench.In(name)], string.Empty, [], succeeds: true, cancellationToken);
        return bench.In($"{name}/app-1.0.0.tgz");
    }

    /// <summary>Writes a login for helm.</summary>
    /// <returns>The file.</returns>
    public static async Task<string> LoginAsync(Bench bench, CancellationToken cancellationToken)
    {
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{bench.Token}"));
        await File.WriteAllTextAsync(bench.In("helm.json"), $$"""{ "auths": { "cr.eu-west1.nebius.cloud": { "auth": "{{login}}" } } }""", cancellationToken);
        return bench.In("helm.json");
    }
}
