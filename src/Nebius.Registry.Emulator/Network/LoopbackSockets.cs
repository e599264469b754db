using System.Net;
using System.Net.Sockets;

namespace Nebius.Registry.Emulator;

/// <summary>
/// A free port on 127.0.0.1 and, if the machine has IPv6, on ::1: <c>localhost</c> may be each of them. Kestrel can't bind the same free
/// port on both, and on Windows a client that tries the closed one first loses two seconds.
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

    /// <summary>Returns the bound socket of an end point, or null; Kestrel owns it from then on.</summary>
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
            // IPv6 without ::1, as in many containers: 127.0.0.1 is enough.
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

/// <summary>The ports of a world. They are bound before the servers start, which need the numbers.</summary>
internal sealed class Listeners : IDisposable
{
    /// <summary>TLS: every emulated host by its real name.</summary>
    public LoopbackSockets Tls { get; } = new();

    /// <summary>Plain HTTP/1.1: the registry of one region as localhost, and the metadata service.</summary>
    public LoopbackSockets Local { get; } = new();

    /// <summary>Plain HTTP/2: every service of the API.</summary>
    public LoopbackSockets Iam { get; } = new();

    public Socket? Find(EndPoint endPoint) => Tls.Take(endPoint) ?? Local.Take(endPoint) ?? Iam.Take(endPoint);

    public void Dispose()
    {
        Tls.Dispose();
        Local.Dispose();
        Iam.Dispose();
    }
}
