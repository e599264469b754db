using System.Diagnostics;

namespace Nebius.Registry.Testing;

/// <summary>
/// Reads the arguments, or another file in /proc, of every process that starts on the machine while a command runs. Reads nothing where
/// the system has no /proc (outside Linux).
/// </summary>
public sealed class ArgumentWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    // These can't be the command's. There are hundreds of them, and reading them again and again would take longer than a test.
    private readonly HashSet<string> _before = OperatingSystem.IsLinux() ? [.. Processes()] : [];

    /// <param name="canary">The secrets to search for.</param>
    /// <param name="file">The file of a process to read, such as <c>environ</c>.</param>
    public ArgumentWatch(Canary canary, string file = "cmdline") =>
        _loop = OperatingSystem.IsLinux() ? Task.Run(() => Watch(canary, file, _stop.Token)) : Task.CompletedTask;

    /// <summary>Gets the first text in each file that has a secret.</summary>
    public HashSet<string> Programs { get; } = [];

    /// <summary>Gets the processes that were read.</summary>
    public HashSet<string> Seen { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task Watch(Canary canary, string file, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested)
        {
            foreach (var process in Processes().Where(process => !_before.Contains(process)))
            {
                Look(canary, Path.Join(process, file));
            }

            await Task.WhenAny(timer.WaitForNextTickAsync(CancellationToken.None).AsTask(), Task.Delay(Timeout.Infinite, stop));
        }
    }

    private static IEnumerable<string> Processes() =>
        Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]));

    private void Look(Canary canary, string file)
    {
        try
        {
            var arguments = File.ReadAllBytes(file);
            Seen.Add(file);
            if (canary.IsIn(arguments))
            {
                Programs.Add(System.Text.Encoding.UTF8.GetString(arguments).Split('\0')[0]);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Debug.WriteLine($"{file} is gone");
        }
    }
}
