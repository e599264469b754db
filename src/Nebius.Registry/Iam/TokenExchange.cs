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
