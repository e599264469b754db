using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Rpc;

namespace Nebius.Registry.Iam;

/// <summary>
/// The exchange on the wire. All that knows gRPC is in here and in <see cref="UnaryCall"/>, so that a build with a static key never
/// loads it.
/// </summary>
internal sealed class ExchangeCall : IDisposable
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    private readonly HttpMessageHandler _handler;
    private readonly UnaryCall _call;
    private readonly TokenExchangeService.TokenExchangeServiceClient _client;

    /// <summary>Opens a channel over a handler, which it owns.</summary>
    public ExchangeCall(IamEndpoint endpoint, HttpMessageHandler handler)
    {
        _handler = handler;
        _call = new UnaryCall(endpoint, TokenExchange.Service, handler);
        _client = new TokenExchangeService.TokenExchangeServiceClient(_call.Invoker);
    }

    /// <summary>Makes one attempt. The call carries no authorization: the subject token is the proof.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<RpcResult<ExchangeResponse>> SendAsync(ExchangeRequest request, CancellationToken cancellationToken)
    {
        var message = ToMessage(request);
        var outcome = await _call.SendAsync(options => _client.ExchangeAsync(message, options), cancellationToken).ConfigureAwait(false);
        return outcome.Answer is { } answer
            ? new(new(answer.AccessToken, answer.TokenType, answer.ExpiresIn, _call.RequestId) { ServerDate = _call.ServerDate }, null)
            : new(null, outcome.Failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _call.Dispose();
        _handler.Dispose();
    }

    private static ExchangeTokenRequest ToMessage(ExchangeRequest request) => new()
    {
        GrantType = GrantType,
        RequestedTokenType = AccessTokenType,
        SubjectToken = request.SubjectToken.Reveal(),
        SubjectTokenType = request.SubjectTokenType,
        ActorToken = request.ActorToken?.Reveal() ?? string.Empty,
        ActorTokenType = request.ActorTokenType ?? string.Empty,
    };
}
