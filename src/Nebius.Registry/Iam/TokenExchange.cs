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

    // Longer than any token lives; a larger number is a mistake, and could not be added to a date.
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    // The server's time has whole seconds, and the answer takes a while.
    private static readonly TimeSpan MostDifference = TimeSpan.FromMinutes(1);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what makes the handler of a call; a test puts its own here.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Gets a number from 0 to 1, by which pauses are multiplied; a test puts its own here.</summary>
    public Func<double>? Jitter { get; init; }

    /// <summary>Gets an access token for a service account's authorized key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <returns>The token.</returns>
    /// <exception cref="NebiusRegistryException">There is no token, and the message says why.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<AccessToken> ForAuthorizedKeyAsync(AuthorizedKey key, CancellationToken cancellationToken) =>
        SendAsync(ExchangeRequest.ForAuthorizedKey(key, Time.GetUtcNow()), cancellationToken);

    /// <summary>Sends a request of any shape.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <returns>The token.</returns>
    /// <exception cref="NebiusRegistryException">There is no token, and the message says why.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<AccessToken> SendAsync(ExchangeRequest request, CancellationToken cancellationToken)
    {
        var errors = new ExchangeErrors(endpoint, request, Time);
        var retries = new RpcRetryPolicy { Time = Time };
        retries = Jitter is null ? retries : retries with { Jitter = Jitter };
        using var call = new ExchangeCall(endpoint, CreateHandler());
        var askedAt = Time.GetUtcNow();
        var outcome = await retries.RunAsync(
            token =>
            {
                // A lifetime counts from before the call: never later than the server means it.
                askedAt = Time.GetUtcNow();
                return call.SendAsync(request, token);
            },
            cancellationToken).ConfigureAwait(false);
        return outcome.Answer is { } answer ? Accept(answer, askedAt, errors) : throw errors.Of(outcome.Failure!);
    }

    private static AccessToken Accept(ExchangeResponse answer, DateTimeOffset askedAt, ExchangeErrors errors)
    {
        if (!answer.TokenType.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw errors.BadAnswer("a token that is no Bearer token", answer.RequestId);
        }

        if (answer.AccessToken.Length == 0 || answer.AccessToken.Any(letter => letter is <= ' ' or > '~'))
        {
            throw errors.BadAnswer("without a token that a header could carry", answer.RequestId);
        }

        return answer.ExpiresInSeconds > 0 && answer.ExpiresInSeconds <= LongestLifetime.TotalSeconds
            ? Token(answer, IssuedAt(answer, askedAt))
            : throw errors.BadAnswer("a token whose lifetime makes no sense", answer.RequestId);
    }

    private static AccessToken Token(ExchangeResponse answer, DateTimeOffset issuedAt) =>
        new(new Secret(answer.AccessToken), issuedAt.AddSeconds(answer.ExpiresInSeconds)) { IssuedAt = issuedAt };

    // A clock that is ahead would make the token look alive long after its end, once it is set right. One that is behind would do so as
    // long as it stays behind, if the lifetime were counted from the server's time: then the own clock is the earlier one.
    private static DateTimeOffset IssuedAt(ExchangeResponse answer, DateTimeOffset askedAt) =>
        answer.ServerDate is { } server && askedAt - server > MostDifference ? server : askedAt;
}

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

/// <summary>Makes coded errors of failed exchanges.</summary>
internal sealed class ExchangeErrors
{
    private readonly ExchangeRequest _request;
    private readonly RpcSubject _subject;
    private readonly RpcErrors _errors;

    /// <summary>Prepares the errors of an exchange.</summary>
    /// <param name="endpoint">Where the exchange went.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="time">Our clock, which a refusal may be about.</param>
    public ExchangeErrors(IamEndpoint endpoint, ExchangeRequest request, TimeProvider time)
    {
        _request = request;
        _subject = new RpcSubject
        {
            Endpoint = endpoint,
            Service = TokenExchange.Service,
            Name = "IAM",
            Asked = $"for an access token for {request.Who}",
            Secrets = [.. request.Secrets],
            Codes = RpcMessageCodes.OfExchange,
        };
        _errors = new RpcErrors(_subject, time);
    }

    public NebiusRegistryException Of(RpcFailure failure) => failure.Kind == RpcFailureKind.Refused
        ? new(
            MessageCodes.ExchangeRefused,
            $"{_subject.Attempt}, and refused: {_errors.Words(failure)}. {_errors.Clocks(failure)}{_request.WhenRefused}")
        {
            IsUnauthenticated = failure.Status == "UNAUTHENTICATED",
        }
        : _errors.Unanswered(failure);

    public NebiusRegistryException BadAnswer(string what, string? requestId) => _errors.BadAnswer(what, requestId);
}
