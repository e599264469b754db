using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nebius.Registry.Emulator;

/// <summary>
/// An HTTP proxy that opens tunnels (CONNECT) to port 443 of the emulated hosts, which lead to the emulator. It refuses all other hosts
/// with 403. A request for the proxy itself goes to the servers without TLS: the registry of localhost and the state of the world, and over
/// HTTP/2 the API. So a world needs one open port only.
/// </summary>
public sealed class ConnectProxy : IAsyncDisposable
{
    private readonly BoundSockets _sockets;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _tunnels = new();
    private readonly HostNames _hosts;
    private readonly Listeners _targets;
    private readonly Task _accepting;
    private int _tunnelCount;

    internal ConnectProxy(HostNames hosts, Listeners targets)
    {
        _hosts = hosts;
        _targets = targets;
        _sockets = targets.Front;
        Address = new Uri($"http://{_sockets.Host}:{_sockets.Port}");
        _accepting = Task.WhenAll(_sockets.Listen().Select(AcceptAsync));
    }

    /// <summary>The address, such as <c>http://127.0.0.1:40001</c>: that of loopback if it listens on all addresses.</summary>
    public Uri Address { get; }

    /// <summary>The number of tunnels opened so far.</summary>
    public int TunnelCount => Volatile.Read(ref _tunnelCount);

    /// <summary>The <c>host:port</c> of every refused request; for a request without TLS, with <c>http://</c> in front.</summary>
    public IReadOnlyCollection<string> Refused => [.. _hosts.Refused];

    /// <summary>Stops the proxy and closes its tunnels. The world does it too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _sockets.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_tunnels.Keys).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                continue;
            }

            var tunnel = ServeAsync(client);
            _tunnels[tunnel] = 0;
            _ = tunnel.ContinueWith(done => _tunnels.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            client.NoDelay = true;
            var stream = new NetworkStream(client, ownsSocket: true);
            await using (stream.ConfigureAwait(false))
            {
                await ServeAsync(stream).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The client is gone, and so is its tunnel.
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        if (await ProxyRequest.ReadAsync(client, _stopping.Token).ConfigureAwait(false) is not { } request)
        {
            return;
        }

        if (request.IsForProxyItself)
        {
            var port = request.IsHttp2 ? _targets.Iam.Port : _targets.Local.Port;
            await ConnectAsync(client, port, greeting: default, request.Received).ConfigureAwait(false);
            return;
        }

        if (!_hosts.IsEmulated(request.Target))
        {
            _hosts.Refused.Enqueue(request.Target);
            var refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
            await client.WriteAsync(refusal, _stopping.Token).ConfigureAwait(false);
            return;
        }

        Interlocked.Increment(ref _tunnelCount);
        var greeting = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();
        await ConnectAsync(client, _targets.Tls.Port, greeting, received: default).ConfigureAwait(false);
    }

    private async Task ConnectAsync(NetworkStream client, int port, ReadOnlyMemory<byte> greeting, ReadOnlyMemory<byte> received)
    {
        using var server = new TcpClient { NoDelay = true };
        await server.ConnectAsync(IPAddress.Loopback, port, _stopping.Token).ConfigureAwait(false);
        await client.WriteAsync(greeting, _stopping.Token).ConfigureAwait(false);
        await server.GetStream().WriteAsync(received, _stopping.Token).ConfigureAwait(false);
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

/// <summary>The beginning of a connection to the proxy.</summary>
/// <param name="Target">The <c>host:port</c> of a CONNECT, the host of a request without TLS, or the method.</param>
/// <param name="IsForProxyItself">Whether the request names a path, and no other host.</param>
/// <param name="IsHttp2">Whether it is the preface of HTTP/2: https://www.rfc-editor.org/rfc/rfc9113#preface.</param>
/// <param name="Received">What was read from the connection so far.</param>
internal sealed record ProxyRequest(string Target, bool IsForProxyItself, bool IsHttp2, ReadOnlyMemory<byte> Received)
{
    private const int LongestHead = 16 * 1024;

    /// <summary>Reads a request up to the end of its first line, and a CONNECT up to the end of its head.</summary>
    /// <returns>The request; null if the client did not send as much.</returns>
    public static async Task<ProxyRequest?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        ProxyRequest? request = null;

        // After CONNECT a client sends nothing until it has the answer, so this can't read past the head.
        while (request is null || (request.IsConnect && !buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8)))
        {
            var read = length < buffer.Length
                ? await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false)
                : 0;
            if (read == 0)
            {
                return null;
            }

            length += read;
            request = Parse(buffer.AsMemory(0, length));
        }

        return request;
    }

    private bool IsConnect { get; init; }

    private static ProxyRequest? Parse(ReadOnlyMemory<byte> received)
    {
        var end = received.Span.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var words = Encoding.ASCII.GetString(received.Span[..end]).Split(' ');
        return words switch
        {
            ["CONNECT", var target, _] => new ProxyRequest(target, IsForProxyItself: false, IsHttp2: false, received) { IsConnect = true },
            ["PRI", "*", "HTTP/2.0"] => new ProxyRequest("PRI", IsForProxyItself: true, IsHttp2: true, received),
            [var method, ['/', ..], _] => new ProxyRequest(method, IsForProxyItself: true, IsHttp2: false, received),
            [_, var address, ..] when Uri.TryCreate(address, UriKind.Absolute, out var uri) =>
                new ProxyRequest($"{uri.Scheme}://{uri.Authority}", IsForProxyItself: false, IsHttp2: false, received),
            _ => new ProxyRequest(words[0], IsForProxyItself: false, IsHttp2: false, received),
        };
    }
}
