using System.Net;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>
/// Sets our user agent, and keeps what the gRPC client does not hand on: the HTTP status, the server's clock, and why there was no
/// answer.
/// </summary>
/// <remarks>
/// No <see cref="DelegatingHandler"/>: Grpc.Net.Client looks for a SocketsHttpHandler inside those, and then opens the connections
/// itself, past the proxy.
/// </remarks>
internal sealed class RpcDiagnosticsHandler : HttpMessageHandler
{
    private readonly HttpMessageInvoker _inner;
    private readonly IWebProxy _proxy;
    private HttpResponseMessage? _response;

    /// <summary>Watches a handler, which others may use, too.</summary>
    public RpcDiagnosticsHandler(HttpMessageHandler inner)
    {
        _inner = new HttpMessageInvoker(inner, disposeHandler: false);
        _proxy = (inner as SocketsHttpHandler)?.Proxy ?? HttpClient.DefaultProxy;
    }

    /// <summary>Gets the HTTP status of the last answer.</summary>
    public int? HttpStatus => (int?)_response?.StatusCode;

    /// <summary>Gets the time on the server's clock.</summary>
    public DateTimeOffset? ServerDate => _response?.Headers.Date;

    /// <summary>Gets the server's id of the last call: a header in Nebius's SDKs, and in the trailers when there is nothing else.</summary>
    public string? RequestId => _response is null ? null : Find(_response.Headers) ?? Find(_response.TrailingHeaders);

    /// <summary>Gets why there was no answer.</summary>
    public ConnectionFault? Fault { get; private set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (_response, Fault) = (null, null);
        request.Headers.UserAgent.Clear();
        request.Headers.UserAgent.ParseAdd($"{ClientIdentity.Name}/{ClientIdentity.Version}");
        try
        {
            return _response = await _inner.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fault = ConnectionFault.Of(exception, request.RequestUri!, _proxy);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string? Find(System.Net.Http.Headers.HttpHeaders headers) =>
        headers.TryGetValues("x-request-id", out var values) ? values.FirstOrDefault() : null;
}
