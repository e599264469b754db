using System.Net;
using System.Net.Sockets;

namespace Nebius.Registry.Emulator;

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
