using System.Diagnostics.CodeAnalysis;
using System.Net;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>Opens the connection for charts while they are packed and the credential is searched.</summary>
internal static class ChartConnection
{
    /// <summary>
    /// Opens a connection for a program that only waits for the push: one chart is sent by the thread that waits, and several share an
    /// HTTP/2 connection.
    /// </summary>
    /// <param name="host">The registry.</param>
    /// <param name="charts">The number of charts.</param>
    /// <returns>The connection; the caller disposes it.</returns>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The connection disposes of it.")]
    public static RegistryConnection Open(RegistryHost host, int charts)
    {
        var connection = charts == 1
            ? new RegistryConnection(host, HttpHandlers.CreateBlocking())
            : new RegistryConnection(host, HttpHandlers.Create()) { HttpVersion = HttpVersion.Version20 };
        connection.Open();
        return connection;
    }
}
