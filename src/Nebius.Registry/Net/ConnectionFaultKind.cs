namespace Nebius.Registry.Net;

/// <summary>How far a connection came before it failed. Each has its own advice.</summary>
internal enum ConnectionFaultKind
{
    /// <summary>The name does not resolve.</summary>
    Dns,

    /// <summary>Nobody answers, or the connection broke.</summary>
    Tcp,

    /// <summary>The certificate is not accepted, or there is no TLS at all.</summary>
    Tls,

    /// <summary>A proxy is set, and it refused or cannot be reached.</summary>
    Proxy,

    /// <summary>Connecting took too long.</summary>
    Timeout,

    /// <summary>Something else.</summary>
    Other,
}
