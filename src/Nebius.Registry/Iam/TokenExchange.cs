using System.Security.Cryptography;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Iam;

/// <summary>Exchanges a proof of identity for an access token: <c>nebius.iam.v1.TokenExchangeService/Exchange</c>.</summary>
/// <param name="endpoint">Where to.</param>
internal sealed class TokenExchange(IamEndpoint endpoint)
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    // Beyond the connection's own limit, whose failure tells more; and short enough for a second attempt to have its full time.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(4.5);

    // Longer than any token lives; a larger number is a mistake, and could not be added to a date.
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what makes the handler of a call; a test puts its own here.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Gets a number from 0 to 1, by which a pause is multiplied so that many builds do not retry in step.</summary>
    public Func<double> Jitter { get; init; } = () => RandomNumberGenerator.GetInt32(1001) / 1000.0;

    /// <summary>Gets the time that an exchange may take, with all its attempts.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

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
        cancellationToken.ThrowIfCancellationRequested();
        var errors = new ExchangeErrors(endpoint, request, Time);
        using var limit = new CancellationTokenSource(Timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var call = new ExchangeCall(endpoint, CreateHandler());
        ExchangeFailure? last = null;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                // A lifetime counts from before the call: never later than the server means it.
                var askedAt = Time.GetUtcNow();
                var outcome = await AttemptAsync(call, request, attempt == MostAttempts, either.Token).ConfigureAwait(false);
                if (outcome.Answer is { } answer)
                {
                    return Accept(answer, askedAt, errors);
                }

                last = outcome.Failure!;
                if (!last.IsTransient || attempt == MostAttempts)
                {
                    throw errors.Of(last);
                }

                await Task.Delay(PauseAfter(attempt), Time, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw errors.TimedOut(Timeout, last);
        }
    }

    // The last attempt has all the time that is left.
    private async Task<ExchangeOutcome> AttemptAsync(
        ExchangeCall call, ExchangeRequest request, bool isLast, CancellationToken cancellationToken)
    {
        using var limit = isLast ? new CancellationTokenSource() : new CancellationTokenSource(AttemptTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await call.SendAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, ExchangeFailure.Unanswered(AttemptTimeout));
        }
    }

    // Full jitter: anything between nothing and a bound that doubles.
    private TimeSpan PauseAfter(int attempt) => FirstPause * Math.Pow(2, attempt - 1) * Jitter();

    private static AccessToken Accept(ExchangeAnswer answer, DateTimeOffset askedAt, ExchangeErrors errors)
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
            ? new AccessToken(new Secret(answer.AccessToken), askedAt.AddSeconds(answer.ExpiresInSeconds))
            : throw errors.BadAnswer("a token whose lifetime makes no sense", answer.RequestId);
    }
}
