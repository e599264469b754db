using System.Security.Cryptography;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>Makes the attempts of one call, with pauses, until one succeeds or fails for good, or the call times out.</summary>
internal sealed record RpcRetryPolicy
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    // Longer than the connection's own limit, whose failure says more; and short enough for a second attempt to have its full time.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(4.5);

    // On a busy machine the answer is only late: another attempt would have IAM issue a second token.
    private const int BusyAttemptFactor = 10;

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets a number from 0 to 1, by which a pause is multiplied so that many builds do not retry in step.</summary>
    public Func<double> Jitter { get; init; } = () => RandomNumberGenerator.GetInt32(1001) / 1000.0;

    /// <summary>Gets the timeout of a call with all its attempts.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Makes the attempts.</summary>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="attempt">Makes one attempt.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The first answer, or the failure that ended the call.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<RpcResult<TResult>> RunAsync<TResult>(
        Func<CancellationToken, Task<RpcResult<TResult>>> attempt, CancellationToken cancellationToken)
        where TResult : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var linked = new LinkedTimeout(Timeout, Time, cancellationToken);
        RpcFailure? last = null;
        try
        {
            return await Backoff.Doubling(MostAttempts, FirstPause, LongestPause, Time, Jitter).RunAsync(
                async (count, token) =>
                {
                    var result = await AttemptAsync(attempt, count == MostAttempts, token).ConfigureAwait(false);
                    last = result.Failure;
                    return result;
                },
                result => result.Failure is { IsTransient: true },
                linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(null, RpcFailure.OutOfTime(linked.Limit, last));
        }
    }

    // The last attempt gets the rest of the time.
    private async Task<RpcResult<TResult>> AttemptAsync<TResult>(
        Func<CancellationToken, Task<RpcResult<TResult>>> attempt, bool isLast, CancellationToken cancellationToken)
        where TResult : class
    {
        var limit = isLast ? System.Threading.Timeout.InfiniteTimeSpan : AttemptTimeout;
        using var linked = new LinkedTimeout(limit, Time, cancellationToken, BusyAttemptFactor);
        try
        {
            return await attempt(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, RpcFailure.Unanswered(linked.Limit));
        }
    }
}

/// <summary>The result of a call: an answer or a failure.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
/// <param name="Answer">The answer, when there is one.</param>
/// <param name="Failure">The failure, when there is one.</param>
internal sealed record RpcResult<TResult>(TResult? Answer, RpcFailure? Failure)
    where TResult : class
{
    /// <summary>Returns the kind of result alone: an answer may hold a secret.</summary>
    public override string ToString() => Failure is null ? "answered" : Failure.Status;
}
