using System.Net;
using System.Net.Sockets;

namespace Nebius.Registry.Emulator;

/// <summary>
/// One free port on 127.0.0.1 and, where the machine has it, on ::1 too: what `localhost` may mean.
/// Kestrel cannot take a free port on both; a client that tried the closed one first would lose two seconds on Windows.
/// </summary>
internal sealed class LoopbackSockets : IDisposable
{
    private const int Attempts = 20;
    private readonly List<Socket> _sockets = [];

    public LoopbackSockets()
    {
        for (var attempt = 0; attempt < Attempts && _sockets.Count == 0; attempt++)
        {
            TryBind();
        }

        if (_sockets.Count == 0)
        {
            throw new IOException("No port is free on both 127.0.0.1 and ::1.");
        }
    }

    public IReadOnlyList<IPEndPoint> EndPoints => [.. _sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];

    public int Port => EndPoints[0].Port;

    /// <summary>The bound socket for this end point; Kestrel owns it from then on.</summary>
    public Socket? Take(EndPoint endPoint) => _sockets.Find(socket => endPoint.Equals(socket.LocalEndPoint));

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private void TryBind()
    {
        var first = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _sockets.Add(first);
        if (!Socket.OSSupportsIPv6)
        {
            return;
        }

        try
        {
            _sockets.Add(Bind(new IPEndPoint(IPAddress.IPv6Loopback, Port)));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            first.Dispose();
            _sockets.Clear();
        }
        catch (SocketException)
        {
            // The machine knows IPv6 but has no ::1, as in many containers: 127.0.0.1 alone will do.
        }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The ports of a world, bound before anything starts so that everything can name them.</summary>
internal sealed class Listeners : IDisposable
{
    /// <summary>TLS, every emulated host by its real name.</summary>
    public LoopbackSockets Tls { get; } = new();

    /// <summary>Plain HTTP/1.1: one region's registry as localhost.</summary>
    public LoopbackSockets Local { get; } = new();

    /// <summary>Plain HTTP/2: the API, IAM and the rest.</summary>
    public LoopbackSockets Iam { get; } = new();

    public Socket? Find(EndPoint endPoint) => Tls.Take(endPoint) ?? Local.Take(endPoint) ?? Iam.Take(endPoint);

    public void Dispose()
    {
        Tls.Dispose();
        Local.Dispose();
        Iam.Dispose();
    }
}
