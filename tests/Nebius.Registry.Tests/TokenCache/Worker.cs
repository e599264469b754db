using System.Diagnostics;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>Another build, in a separate process.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;

    private const string Dotnet = "dotnet";

    private static readonly string Program = Path.Join(AppContext.BaseDirectory, "Nebius.Registry.CacheWorker.dll");

    private Worker(Process process) => _process = process;

    public List<string> Said { get; } = [];

    public string? Token => Said.LastOrDefault(line => line.StartsWith("token ", StringComparison.Ordinal));

    /// <summary>Starts a worker with another umask.</summary>
    public static Worker StartWithUmask(string umask, string home, string mode) => Start(new ProcessStartInfo("sh")
    {
        ArgumentList = { "-c", $"umask {umask}; exec \"$0\" \"$@\"", Dotnet, Program, home, mode },
    });

    public static Worker Start(string home, string mode, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Dotnet) { ArgumentList = { Program, home, mode } };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Start(start);
    }

    private static Worker Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return new Worker(Process.Start(start)!);
    }

    /// <summary>Reads until the worker prints a line with this beginning, or ends.</summary>
    public async Task<bool> SaysAsync(string beginning)
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            Said.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets the worker's exchange end, now or as soon as it starts.</summary>
    public async Task FinishExchangeAsync()
    {
        await _process.StandardInput.WriteLineAsync("done");
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Kills the worker, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
