using System.Diagnostics;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>Another build, in a process of its own.</summary>
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

    /// <summary>Reads until the worker says a line that begins so, or ends.</summary>
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

    /// <summary>Lets its exchange end, now or when it comes to it.</summary>
    public async Task FinishExchangeAsync()
    {
        await _process.StandardInput.WriteLineAsync("done");
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>As kill -9 does.</summary>
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
