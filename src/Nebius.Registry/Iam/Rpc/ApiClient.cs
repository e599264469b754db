using Grpc.Core;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>Calls services of the Nebius API with an access token. Calls may run at the same time, and share connections.</summary>
/// <param name="access">Who asks, and where.</param>
internal sealed class ApiClient(ApiAccess access) : IDisposable
{
    private readonly Lock _lock = new();
    private HttpMessageHandler? _handler;
    private bool _isDisposed;

    /// <summary>Gets the clock, the pauses and the limits of each call.</summary>
    public RpcRetryPolicy Retries { get; init; } = new();

    /// <summary>Gets what makes the handler of all calls; tests replace it.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Calls a service.</summary>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="subject">What is asked, and of which service.</param>
    /// <param name="send">Sends the request with the generated client.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer, or the failure that ended the call.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<RpcResult<TResult>> CallAsync<TResult>(
        RpcSubject subject, Func<CallInvoker, CallOptions, AsyncUnaryCall<TResult>> send, CancellationToken cancellationToken)
        where TResult : class
    {
        using var call = new RpcCall(access.Endpoint, subject.Service, Handler(), access.AccessToken);
        return await Retries.RunAsync(
            token => call.SendAsync(options => send(call.Invoker, options), token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the subject of a call.</summary>
    /// <param name="service">The service's name in its address.</param>
    /// <param name="action">What is asked, to follow "was asked".</param>
    /// <param name="secrets">The secrets of the request, beside the access token.</param>
    public RpcSubject Subject(string service, string action, params IEnumerable<Secret> secrets) => new()
    {
        Endpoint = access.Endpoint,
        Service = service,
        Proxy = ProcessProxy.Shown(HttpHandlers.ProxyOf(Handler()), access.Endpoint.AddressOf(service)),
        Name = "the Nebius API",
        Action = action,
        Secrets = [access.AccessToken, .. secrets],
        Codes = RpcMessageCodes.OfApi,
    };

    /// <summary>Returns the factory of errors for failed calls.</summary>
    public ApiErrors Errors(RpcSubject subject) => new(subject, access, Retries.Time);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _handler?.Dispose();
        }
    }

    private HttpMessageHandler Handler()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _handler ??= CreateHandler();
        }
    }
}

/// <summary>The access token for the Nebius API, and the API's endpoint.</summary>
/// <param name="Endpoint">The API.</param>
/// <param name="AccessToken">Who asks.</param>
internal sealed record ApiAccess(IamEndpoint Endpoint, Secret AccessToken)
{
    /// <summary>Gets where the access token was found, such as <c>NEBIUS_IAM_TOKEN</c>; null when that is not known.</summary>
    public string? Origin { get; init; }
}
