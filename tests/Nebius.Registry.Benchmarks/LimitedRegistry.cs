using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Nebius.Registry.Benchmarks;

/// <summary>Debian's docker-registry, which keeps blobs on the disk, behind a proxy that limits its rate. It counts its requests.</summary>
internal sealed class LimitedRegistry : IAsyncDisposable
{
    private readonly Process _process;
    private readonly RateLimitedProxy _proxy;
    private int _requests;

    private LimitedRegistry(Process process, int port, long? bytesPerSecond)
    {
        (_process, Direct) = (process, $"localhost:{port}");
        _proxy = new RateLimitedProxy(port, bytesPerSecond);
        process.OutputDataReceived += (_, line) => Count(line.Data);
        process.ErrorDataReceived += (_, line) => Debug.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Gets the registry's host, with the limit.</summary>
    public string Host => $"localhost:{_proxy.Port}";

    /// <summary>Gets the registry's host, without the limit.</summary>
    public string Direct { get; }

    /// <summary>Starts a registry, and waits until it responds.</summary>
    public static async Task<LimitedRegistry> StartAsync(string directory, long? bytesPerSecond, CancellationToken cancellationToken)
    {
        var port = FreePort();
        Directory.CreateDirectory(directory);
        var config = Path.Join(directory, "config.yml");
        await File.WriteAllTextAsync(
            config,
            $"""
            version: 0.1
            log:
              level: error
            storage:
              filesystem:
                rootdirectory: {directory}/data
            http:
              addr: "127.0.0.1:{port}"
            """,
            cancellationToken);
        var start = new ProcessStartInfo("docker-registry", ["serve", config]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var registry = new LimitedRegistry(Process.Start(start)!, port, bytesPerSecond);
        await registry.WaitAsync(cancellationToken);
        return registry;
    }

    /// <summary>Returns the number of requests since the last call.</summary>
    public int TakeRequests() => Interlocked.Exchange(ref _requests, 0);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Count(string? line)
    {
        if (line?.Contains(" /v2/", StringComparison.Ordinal) == true)
        {
            Interlocked.Increment(ref _requests);
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://{Direct}") };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_process.HasExited && await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                using var response = await client.GetAsync(new Uri("/v2/", UriKind.Relative), cancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException("docker-registry ended.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
