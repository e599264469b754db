using System.Diagnostics;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>The executable with --serve, ended by SIGTERM.</summary>
internal sealed class ServingProcess : IAsyncDisposable
{
    public static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "Nebius.Registry.Emulator.dll");
    private readonly Process _process;

    private ServingProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public static ServingProcess Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Executable, "--serve", "--quiet", .. arguments]) { RedirectStandardOutput = true };
        return new ServingProcess(Process.Start(start)!);
    }

    /// <returns>The exit code after the signal.</returns>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(Cancellation.Token);
        await _process.WaitForExitAsync(Cancellation.Token);
        return _process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
