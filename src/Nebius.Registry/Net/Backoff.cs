namespace Nebius.Registry.Net;

/// <summary>Repeats an attempt with pauses in between, until its result is final or the attempts are used up.</summary>
/// <param name="attempts">How many attempts there are at most.</param>
/// <param name="pauseAfter">Returns the pause after an attempt; the first one is number 1.</param>
/// <param name="time">The clock.</param>
internal sealed class Backoff(int attempts, Func<int, TimeSpan> pauseAfter, TimeProvider time)
{
    /// <summary>Returns a back-off whose pauses grow by the same step each time.</summary>
    public static Backoff Linear(int attempts, TimeSpan step, TimeProvider time) => new(attempts, attempt => step * attempt, time);

    /// <summary>Returns a back-off whose pauses double up to a limit.</summary>
    /// <param name="attempts">How many attempts there are at most.</param>
    /// <param name="first">The first pause.</param>
    /// <param name="longest">The longest pause.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Returns a number from 0 to 1 to multiply a pause with, so that many builds don't retry in step.</param>
    public static Backoff Doubling(int attempts, TimeSpan first, TimeSpan longest, TimeProvider time, Func<double>? jitter = null) => new(
        attempts,
        attempt =>
        {
            var ticks = Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, attempt - 1));
            return TimeSpan.FromTicks((long)ticks) * (jitter?.Invoke() ?? 1);
        },
        time);

    /// <summary>Makes the attempts.</summary>
    /// <typeparam name="TResult">The result of an attempt.</typeparam>
    /// <param name="attempt">Makes one attempt; the first one is number 1.</param>
    /// <param name="mayRetry">Tells whether another attempt may give a better result.</param>
    /// <param name="cancellationToken">Ends the attempts and the pauses.</param>
    /// <returns>The result of the last attempt.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TResult> RunAsync<TResult>(
        Func<int, CancellationToken, Task<TResult>> attempt, Func<TResult, bool> mayRetry, CancellationToken cancellationToken)
    {
        for (var count = 1; ; count++)
        {
            var result = await attempt(count, cancellationToken).ConfigureAwait(false);
            if (count == attempts || !mayRetry(result))
            {
                return result;
            }

            await Task.Delay(pauseAfter(count), time, cancellationToken).ConfigureAwait(false);
        }
    }
}
