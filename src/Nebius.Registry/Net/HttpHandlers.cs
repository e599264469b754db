using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reflection;
using Nebius.Registry.OS;

namespace Nebius.Registry.Net;

/// <summary>Makes the handlers of all HTTP clients of this library.</summary>
internal static class HttpHandlers
{
    /// <summary>How long one connection may take; a few of them fit into the ten seconds of an exchange or a probe.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Makes a handler that uses the environment's proxy (Grpc.Net.Client's own does not) and trusts what .NET trusts, so also
    /// <c>SSL_CERT_FILE</c> on Linux. It follows no redirect, as that could carry a credential to another host.
    /// </summary>
    public static SocketsHttpHandler Create()
    {
        UserCertificates.Settle();
        return new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = true,
            Proxy = ProcessProxy.Instance,
            ConnectTimeout = BusyMachine.This.Extend(ConnectTimeout, TimeProvider.System, TimeProvider.System.GetTimestamp()),
            ActivityHeadersPropagator = null,
        };
    }

    /// <summary>
    /// Makes such a handler for a few requests to one host, where a second connection would take longer than waiting for the first.
    /// </summary>
    public static SocketsHttpHandler CreateForOneConnection()
    {
        var handler = Create();
        handler.MaxConnectionsPerServer = 1;
        return handler;
    }

    /// <summary>
    /// Makes such a handler for requests over HTTP/1.1 that a thread can wait for: each build compiles the code for asynchronous requests
    /// again, which takes longer than the requests of one chart.
    /// </summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The outer handler disposes of it.")]
    public static BlockingHandler CreateBlocking() => new(Create());

    /// <summary>Returns the proxy of a handler.</summary>
    public static IWebProxy ProxyOf(HttpMessageHandler handler) => handler switch
    {
        BlockingHandler { InnerHandler: { } inner } => ProxyOf(inner),
        SocketsHttpHandler { Proxy: { } proxy } => proxy,
        HttpClientHandler { Proxy: { } proxy } => proxy,
        _ => ProcessProxy.Instance,
    };

    /// <summary>Makes such a handler for the machine's own network: it uses no proxy.</summary>
    public static SocketsHttpHandler CreateDirect()
    {
        var handler = Create();
        handler.UseProxy = false;
        return handler;
    }
}

/// <summary>Sends each request in the thread that asks for it. The content of a request must be able to be written synchronously.</summary>
/// <param name="inner">Sends the requests.</param>
internal sealed class BlockingHandler(SocketsHttpHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(Send(request, cancellationToken));
        }
        catch (Exception error)
            when (error is HttpRequestException or IOException or OperationCanceledException or NebiusRegistryException)
        {
            return Task.FromException<HttpResponseMessage>(error);
        }
    }
}

/// <summary>The name and version in the user agent of all clients.</summary>
internal static class ClientIdentity
{
    /// <summary>Gets the product's name.</summary>
    public const string Name = "nebius-registry-dotnet";

    /// <summary>Gets the package's version, without the commit.</summary>
    public static string Version { get; } =
        typeof(ClientIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";
}
