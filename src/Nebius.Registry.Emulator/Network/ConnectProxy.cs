using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nebius.Registry.Emulator;

/// <summary>
/// An HTTP proxy that opens tunnels (CONNECT) to port 443 of the emulated hosts, which lead to the emulator. It refuses all other requests
/// with 403.
/// </summary>
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

    /// <summary>The address, such as <c>http://127.0.0.1:40001</c>.</summary>
    public Uri Address { get; }

    /// <summary>The number of tunnels opened so far.</summary>
    public int TunnelCount => Volatile.Read(ref _tunnelCount);

    /// <summary>The <c>host:port</c> of every refused request; for another method than CONNECT, the method.</summary>
    public IReadOnlyCollection<string> Refused => [.. _refused];

    /// <summary>Stops the proxy and closes its tunnels. The world does it too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_tunnels.Keys).ConfigureAwait(false);
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
                client = await _listener.AcceptTcpClientAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                continue;
            }

            var tunnel = ServeAsync(client);
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
                await ServeAsync(client.GetStream()).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // The client is gone, and so is its tunnel.
            }
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        var target = await ConnectRequest.ReadTargetAsync(client, _stopping.Token).ConfigureAwait(false);
        if (target is null)
        {
            return;
        }

        if (!_hosts.IsEmulated(target))
        {
            _refused.Enqueue(target);
            var refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
            await client.WriteAsync(refusal, _stopping.Token).ConfigureAwait(false);
            return;
        }

        Interlocked.Increment(ref _tunnelCount);
        using var server = new TcpClient { NoDelay = true };
        await server.ConnectAsync(IPAddress.Loopback, _targetPort, _stopping.Token).ConfigureAwait(false);
        await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stopping.Token).ConfigureAwait(false);
        await PumpAsync(client, server.GetStream()).ConfigureAwait(false);
    }

    private async Task PumpAsync(NetworkStream client, NetworkStream server)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var up = CopyAsync(client, server, ended.Token);
        var down = CopyAsync(server, client, ended.Token);

        // A client may close its direction before it has the whole answer; any other end closes both directions.
        if (await Task.WhenAny(up, down).ConfigureAwait(false) == up && up.IsCompletedSuccessfully)
        {
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
        to.Socket.Shutdown(SocketShutdown.Send);
    }
}

/// <summary>Reads the head of a request to the proxy.</summary>
internal static class ConnectRequest
{
    private const int LongestHead = 16 * 1024;

    /// <summary>
    /// Returns the <c>host:port</c> of a CONNECT, the method of another request, or null if the client did not send a whole head.
    /// </summary>
    public static async Task<string?> ReadTargetAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            // A client sends nothing after the head until it has the answer, so this can't read past the head.
            var read = length < buffer.Length
                ? await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false)
                : 0;
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        var requestLine = Encoding.ASCII.GetString(buffer, 0, buffer.AsSpan(0, length).IndexOf("\r\n"u8));
        var words = requestLine.Split(' ');
        return words is ["CONNECT", var target, _] ? target : words[0];
    }
}
