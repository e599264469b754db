using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nebius.Registry.Emulator;

/// <summary>An HTTP proxy that knows CONNECT only, and sends the emulated hosts' port 443 to the emulator. It refuses the rest.</summary>
public sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _tunnels = new();
    private readonly ConcurrentQueue<string> _refused = new();
    private readonly HostNames _hosts;
    private readonly int _targetPort;
    private readonly Task _accepting;
    private int _tunnelCount;

    internal ConnectProxy(HostNames hosts, int targetPort)
    {
        _hosts = hosts;
        _targetPort = targetPort;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Tunnels opened so far.</summary>
    public int TunnelCount => Volatile.Read(ref _tunnelCount);

    /// <summary>`host:port` (or, for another method than CONNECT, the method) of every request that was refused.</summary>
    public IReadOnlyCollection<string> Refused => [.. _refused];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_tunnels.Keys);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                continue;
            }

            Task tunnel = ServeAsync(client);
            _tunnels[tunnel] = 0;
            _ = tunnel.ContinueWith(done => _tunnels.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await ServeAsync(client.GetStream());
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // A client that goes away ends its tunnel; that is no news.
            }
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        string? target = await ConnectRequest.ReadTargetAsync(client, _stopping.Token);
        if (target is null)
        {
            return;
        }

        if (!_hosts.IsEmulated(target))
        {
            _refused.Enqueue(target);
            byte[] refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
            await client.WriteAsync(refusal, _stopping.Token);
            return;
        }

        Interlocked.Increment(ref _tunnelCount);
        using TcpClient server = new() { NoDelay = true };
        await server.ConnectAsync(IPAddress.Loopback, _targetPort, _stopping.Token);
        await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stopping.Token);
        await PumpAsync(client, server.GetStream());
    }

    private async Task PumpAsync(NetworkStream client, NetworkStream server)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Task up = CopyAsync(client, server, ended.Token);
        Task down = CopyAsync(server, client, ended.Token);

        // A client may finish speaking before it has heard everything; any other end is the end of both ways.
        if (await Task.WhenAny(up, down) == up && up.IsCompletedSuccessfully)
        {
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ended.CancelAsync();
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        await from.CopyToAsync(to, cancellationToken);
        to.Socket.Shutdown(SocketShutdown.Send);
    }
}

/// <summary>The head of a request to the proxy.</summary>
internal static class ConnectRequest
{
    private const int LongestHead = 16 * 1024;

    /// <summary>`host:port` of a CONNECT, another request's method, or null when the client sent no whole head.</summary>
    public static async Task<string?> ReadTargetAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestHead];
        int length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            // A client speaks again only after our answer, so reading past the head cannot happen.
            int read = length < buffer.Length ? await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) : 0;
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        string requestLine = Encoding.ASCII.GetString(buffer, 0, buffer.AsSpan(0, length).IndexOf("\r\n"u8));
        string[] words = requestLine.Split(' ');
        return words is ["CONNECT", var target, _] ? target : words[0];
    }
}
