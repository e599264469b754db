using System.Net;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Rpc;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam;

/// <summary>Exchanges a proof of identity for an access token: <c>nebius.iam.v1.TokenExchangeService/Exchange</c>.</summary>
/// <param name="endpoint">Where to.</param>
internal sealed class TokenExchange(IamEndpoint endpoint)
{
    /// <summary>The service's name in its address.</summary>
    public const string Service = "tokens.iam";

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what makes the handler of a call; tests replace it.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Gets a number from 0 to 1, by which pauses are multiplied; tests replace it.</summary>
    public Func<double>? Jitter { get; init; }

    /// <summary>Gets an access token for a service account's authorized key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <returns>The token.</returns>
    /// <exception cref="NebiusRegistryException">IAM issued no token.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<AccessToken> ForAuthorizedKeyAsync(AuthorizedKey key, CancellationToken cancellationToken) =>
        SendAsync(ExchangeRequest.ForAuthorizedKey(key, Time.GetUtcNow()), cancellationToken);

    /// <summary>Sends a request of any shape.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <returns>The token.</returns>
    /// <exception cref="NebiusRegistryException">IAM issued no token.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<AccessToken> SendAsync(ExchangeRequest request, CancellationToken cancellationToken)
    {
        var handler = CreateHandler();
        var errors = new ExchangeErrors(endpoint, request, HttpHandlers.ProxyOf(handler), Time);
        var retries = new RpcRetryPolicy { Time = Time };
        retries = Jitter is null ? retries : retries with { Jitter = Jitter };
        using var call = new ExchangeCall(endpoint, handler, errors, Time);
        var result = await retries.RunAsync(token => call.SendAsync(request, token), cancellationToken).ConfigureAwait(false);
        return result.Answer ?? throw errors.Of(result.Failure!);
    }
}

/// <summary>
/// The exchange on the wire. Only this class and <see cref="RpcCall"/> use gRPC, so that a build with a static key never loads it.
/// </summary>
internal sealed class ExchangeCall : IDisposable
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    // Longer than any token lives; a larger number is a mistake, and could not be added to a date.
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    // The server's time has whole seconds, and the answer takes a while.
    private static readonly TimeSpan MostDifference = TimeSpan.FromMinutes(1);

    private readonly HttpMessageHandler _handler;
    private readonly ExchangeErrors _errors;
    private readonly TimeProvider _time;
    private readonly RpcCall _call;
    private readonly TokenExchangeService.TokenExchangeServiceClient _client;

    /// <summary>Opens a channel over a handler, which it owns.</summary>
    public ExchangeCall(IamEndpoint endpoint, HttpMessageHandler handler, ExchangeErrors errors, TimeProvider time)
    {
        (_handler, _errors, _time) = (handler, errors, time);
        _call = new RpcCall(endpoint, TokenExchange.Service, handler);
        _client = new TokenExchangeService.TokenExchangeServiceClient(_call.Invoker);
    }

    /// <summary>Makes one attempt. The call carries no authorization: the subject token is the proof.</summary>
    /// <exception cref="NebiusRegistryException">The answer has no token that can be used.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<RpcResult<AccessToken>> SendAsync(ExchangeRequest request, CancellationToken cancellationToken)
    {
        // A lifetime counts from before the call: never later than the server means it.
        var askedAt = _time.GetUtcNow();
        var message = ToMessage(request);
        var result = await _call.SendAsync(options => _client.ExchangeAsync(message, options), cancellationToken).ConfigureAwait(false);
        return result.Answer is { } answer ? new(Accept(answer, askedAt), null) : new(null, result.Failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _call.Dispose();
        _handler.Dispose();
    }

    private AccessToken Accept(CreateTokenResponse answer, DateTimeOffset askedAt)
    {
        if (!answer.TokenType.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw _errors.BadAnswer("a token that isn't a Bearer token", _call.RequestId);
        }

        if (!HeaderText.IsToken(answer.AccessToken))
        {
            throw _errors.BadAnswer("no token, or one with invalid characters", _call.RequestId);
        }

        if (answer.ExpiresIn <= 0 || answer.ExpiresIn > LongestLifetime.TotalSeconds)
        {
            throw _errors.BadAnswer("a token with an invalid lifetime", _call.RequestId);
        }

        var issuedAt = IssuedAt(askedAt);
        return new AccessToken(new Secret(answer.AccessToken), issuedAt.AddSeconds(answer.ExpiresIn)) { IssuedAt = issuedAt };
    }

    // A clock that is ahead would make the token look alive long after its end, once it is set right. One that is behind would do so as
    // long as it stays behind, if the lifetime were counted from the server's time: then the own clock is the earlier one.
    private DateTimeOffset IssuedAt(DateTimeOffset askedAt) =>
        _call.ServerDate is { } server && askedAt - server > MostDifference ? server : askedAt;

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

/// <summary>Makes coded errors of failed exchanges.</summary>
internal sealed class ExchangeErrors
{
    private readonly ExchangeRequest _request;
    private readonly RpcSubject _subject;
    private readonly RpcErrors _errors;

    /// <summary>Prepares the errors of an exchange.</summary>
    /// <param name="endpoint">Where the exchange went.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="proxy">The proxy of the client.</param>
    /// <param name="time">The clock of this machine, which a refusal may be about.</param>
    public ExchangeErrors(IamEndpoint endpoint, ExchangeRequest request, IWebProxy proxy, TimeProvider time)
    {
        _request = request;
        _subject = new RpcSubject
        {
            Endpoint = endpoint,
            Service = TokenExchange.Service,
            Proxy = ProcessProxy.Shown(proxy, endpoint.AddressOf(TokenExchange.Service)),
            Name = "IAM",
            Action = "issue an access token",
            Secrets = [.. request.Secrets],
            Codes = RpcMessageCodes.OfExchange,
        };
        _errors = new RpcErrors(_subject, time);
    }

    public NebiusRegistryException Of(RpcFailure failure) => failure.Kind == RpcFailureKind.Refused
        ? new(
            MessageCodes.ExchangeRefused,
            $"IAM rejected {_request.Who} ({_errors.Words(failure)}). {_errors.Clocks(failure)}{_request.WhenRefused}")
        {
            IsUnauthenticated = failure.Status == "UNAUTHENTICATED",
        }
        : _errors.Unanswered(failure);

    public NebiusRegistryException BadAnswer(string what, string? requestId) => _errors.BadAnswer(what, requestId);
}
