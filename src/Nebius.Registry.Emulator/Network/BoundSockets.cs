using System.Net;
using System.Net.Sockets;

namespace Nebius.Registry.Emulator;

/// <summary>
/// Sockets that are bound: an address that was asked for, or a port on 127.0.0.1 and, if the machine has IPv6, on ::1, as <c>localhost</c>
/// may be each of them. Kestrel can't bind the same free port on both, and on Windows a client that tries the closed one first loses two seconds.
/// </summary>
internal sealed class BoundSockets : IDisposable
{
    private const int Attempts = 20;
    private const int Backlog = 512;
    private readonly List<Socket> _sockets = [];

    /// <summary>Binds loopback.</summary>
    /// <param name="port">The port; zero for a free one.</param>
    public BoundSockets(int port = 0)
    {
        for (var attempt = 0; attempt < Attempts && _sockets.Count == 0; attempt++)
        {
            TryBind(port);
        }

        if (_sockets.Count == 0)
        {
            throw port == 0
                ? new IOException("No port is free on both 127.0.0.1 and ::1.")
                : new SocketException((int)SocketError.AddressAlreadyInUse);
        }
    }

    /// <summary>Binds an address of this machine, or all of them.</summary>
    /// <exception cref="SocketException">The address isn't one of this machine, or the port is in use.</exception>
    public BoundSockets(IPEndPoint endPoint) => _sockets.Add(Bind(endPoint));

    /// <summary>The host that clients on this machine use.</summary>
    public string Host
    {
        get
        {
            var address = EndPoints[0].Address;
            return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "127.0.0.1"
                : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]"
                : address.ToString();
        }
    }

    public IReadOnlyList<IPEndPoint> EndPoints => [.. _sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];

    public int Port => EndPoints[0].Port;

    /// <summary>Returns the bound socket of an end point, or null; Kestrel owns it from then on.</summary>
    public Socket? Take(EndPoint endPoint) => _sockets.Find(socket => endPoint.Equals(socket.LocalEndPoint));

    /// <summary>Makes the sockets listen, for a server that is not Kestrel.</summary>
    public IReadOnlyList<Socket> Listen()
    {
        _sockets.ForEach(socket => socket.Listen(Backlog));
        return _sockets;
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private void TryBind(int port)
    {
        var first = Bind(new IPEndPoint(IPAddress.Loopback, port));
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
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

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
internal sealed class Listeners(IPEndPoint front) : IDisposable
{
    /// <summary>The proxy, the port for clients.</summary>
    public BoundSockets Front { get; } = front.Address.Equals(IPAddress.Loopback) ? new BoundSockets(front.Port) : new BoundSockets(front);

    /// <summary>TLS: every emulated host by its real name.</summary>
    public BoundSockets Tls { get; } = new();

    /// <summary>Plain HTTP/1.1: the registry of one region as localhost, and the metadata service.</summary>
    public BoundSockets Local { get; } = new();

    /// <summary>Plain HTTP/2: every service of the API.</summary>
    public BoundSockets Iam { get; } = new();

    public Socket? Find(EndPoint endPoint) => Tls.Take(endPoint) ?? Local.Take(endPoint) ?? Iam.Take(endPoint);

    public void Dispose()
    {
        Front.Dispose();
        Tls.Dispose();
        Local.Dispose();
        Iam.Dispose();
    }
}
