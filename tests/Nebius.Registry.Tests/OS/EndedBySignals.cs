using System.Diagnostics;
using System.Globalization;

namespace Nebius.Registry.Tests.OS;

/// <summary>A process that is ended while it runs another program.</summary>
public sealed class EndedBySignals : IDisposable
{
    // A test that fails must not hang.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly FakeMachine _machine = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public EndedBySignals() => Assert.SkipUnless(OperatingSystem.IsLinux(), "env --default-signal is for Linux.");

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    public async Task A_signal_ends_the_child_program_and_deletes_the_secret_file(string signal)
    {
        var (process, alive) = await StartAsync("exec env --default-signal");
        using (process)
        using (alive)
        {
            Assert.True(File.Exists(_machine.File("secret")));
            using (var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync(_cancel);
            }

            await process.WaitForExitAsync(_cancel).WaitAsync(Timeout, _cancel);
            Assert.Empty(await alive.ReadToEndAsync(_cancel).WaitAsync(Timeout, _cancel));
            Assert.False(File.Exists(_machine.File("secret")));
            Assert.NotEqual(0, process.ExitCode);
        }
    }

    // As under nohup. The tests may themselves run where other signals are ignored, such as in the background of a script.
    [Fact]
    public async Task A_signal_that_the_parent_ignores_stays_ignored()
    {
        var (process, alive) = await StartAsync("exec env --default-signal --ignore-signal=HUP");
        using (process)
        using (alive)
        {
            var ignored = (await File.ReadAllLinesAsync($"/proc/{process.Id}/status", _cancel)).Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
            process.Kill(entireProcessTree: true);

            Assert.Equal('1', ignored[^1]);
        }
    }

    private async Task<(Process Process, StreamReader Alive)> StartAsync(string how)
    {
        var pipe = _machine.MakePipe("alive");
        _machine.Write("secret", "c4n4ry");

        // The program holds the pipe open as long as it runs.
        var program = _machine.WriteProgram("bin/helm", $"exec 3>\"{pipe}\"; echo started >&3; exec sleep 1000");
        var worker = Path.Join(AppContext.BaseDirectory, "Nebius.Registry.CacheWorker.dll");
        var process = Process.Start("sh", ["-c", $"{how} dotnet '{worker}' run '{program}' '{_machine.File("secret")}'"]);
        var alive = await Task.Run(() => new StreamReader(pipe), _cancel).WaitAsync(Timeout, _cancel);
        Assert.Equal("started", await alive.ReadLineAsync(_cancel));
        return (process, alive);
    }
}
