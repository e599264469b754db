using System.Diagnostics;
using System.Globalization;

namespace Nebius.Registry.Benchmarks.Probe;

/// <summary>Compares a cached token in this process with a call of a credential helper, in turns.</summary>
internal static class GetOrSpawn
{
    public static async Task<string> MeasureAsync(string runs, string script)
    {
        var result = string.Empty;
        for (var run = 0; run <= int.Parse(runs, CultureInfo.InvariantCulture); run++)
        {
            var lines = Clock.Line("get", await Clock.TimeAsync(Chain.FromDiskAsync))
                + Clock.Line("script", await Clock.TimeAsync(() => AskAsync(script)))
                + Clock.Line("program", await Clock.TimeAsync(() => AskAsync(Environment.ProcessPath!, "helper")));
            result = run == 0 ? result : result + lines;
        }

        return result;
    }

    private static async Task AskAsync(string helper, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(helper, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteLineAsync("cr.eu-west1.nebius.cloud");
        process.StandardInput.Close();
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (!answer.Contains("Secret", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The helper did not answer.");
        }
    }
}
