using System.Diagnostics.CodeAnalysis;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>One call of a service of the Nebius API, with all its attempts, which go one after another.</summary>
internal sealed class RpcCall : IDisposable
{
    private readonly Uri _address;
    private readonly RpcDiagnosticsHandler _diagnostics;
    private readonly GrpcChannel _channel;

    // One key for all attempts: they are one operation. https://github.com/nebius/api README, "x-idempotency-key".
    private readonly Metadata _metadata = new() { { "x-idempotency-key", Guid.NewGuid().ToString() } };

    /// <summary>Opens a channel.</summary>
    /// <param name="endpoint">The API.</param>
    /// <param name="service">The service's name in its address, such as <c>tokens.iam</c>.</param>
    /// <param name="handler">Makes the connections. The caller disposes it, so that calls may share them.</param>
    /// <param name="accessToken">Who asks; null when the request itself proves that.</param>
    public RpcCall(IamEndpoint endpoint, string service, HttpMessageHandler handler, Secret? accessToken = null)
    {
        _address = endpoint.AddressOf(service);
        _diagnostics = new RpcDiagnosticsHandler(handler);
        _channel = GrpcChannel.ForAddress(_address, new GrpcChannelOptions { HttpHandler = _diagnostics, DisposeHttpClient = true });
        Invoker = _channel.CreateCallInvoker();
        if (accessToken is not null)
        {
            _metadata.Add("authorization", $"Bearer {accessToken.Reveal()}");
        }
    }

    /// <summary>Gets the invoker for a generated client.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>Gets the server's ID of the last attempt.</summary>
    public string? RequestId => _diagnostics.RequestId;

    /// <summary>Gets the time on the server's clock at the last attempt.</summary>
    public DateTimeOffset? ServerDate => _diagnostics.ServerDate;

    /// <summary>Makes one attempt.</summary>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="send">Sends the request with the generated client.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The answer, or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<RpcResult<TResult>> SendAsync<TResult>(
        Func<CallOptions, AsyncUnaryCall<TResult>> send, CancellationToken cancellationToken)
        where TResult : class
    {
        try
        {
            using var call = send(new CallOptions(_metadata, deadline: null, cancellationToken));
            return new(await call.ResponseAsync.ConfigureAwait(false), null);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(null, RpcFailures.Describe(exception, _address, _diagnostics));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _diagnostics.Dispose();
    }
}

/// <summary>
/// Sets the user agent, and keeps what the gRPC client doesn't pass on: the HTTP status, the server's clock, and why there was no
/// answer.
/// </summary>
/// <remarks>
/// Not a <see cref="DelegatingHandler"/>: Grpc.Net.Client looks for a SocketsHttpHandler inside those, and then opens the connections
/// itself, past the proxy.
/// </remarks>
internal sealed class RpcDiagnosticsHandler : HttpMessageHandler
{
    private readonly HttpMessageInvoker _inner;
    private readonly IWebProxy _proxy;
    private HttpResponseMessage? _response;

    /// <summary>Wraps a handler, which others may use, too.</summary>
    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "It has nothing of its own, and the caller disposes of the handler in it.")]
    public RpcDiagnosticsHandler(HttpMessageHandler inner)
    {
        _inner = new HttpMessageInvoker(RequestLog.Of(inner), disposeHandler: false);
        _proxy = HttpHandlers.ProxyOf(inner);
    }

    /// <summary>Gets the HTTP status of the last answer.</summary>
    public int? HttpStatus => (int?)_response?.StatusCode;

    /// <summary>Gets the time on the server's clock.</summary>
    public DateTimeOffset? ServerDate => _response?.Headers.Date;

    /// <summary>Gets the server's ID of the last call, from a header or a trailer.</summary>
    public string? RequestId => _response is null ? null : Find(_response.Headers) ?? Find(_response.TrailingHeaders);

    /// <summary>Returns why a request failed.</summary>
    public ConnectionFault? FaultOf(Exception exception, Uri target) => ConnectionFault.Of(exception, target, _proxy);

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
            Fault = FaultOf(exception, request.RequestUri!);
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
