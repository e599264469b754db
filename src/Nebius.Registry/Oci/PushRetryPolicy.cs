namespace Nebius.Registry.Oci;

/// <summary>Makes the attempts of one step of a push, until one succeeds or fails for good.</summary>
internal sealed record PushRetryPolicy
{
    private const int Most = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets a number from 0 to 1, by which a pause is multiplied so that many builds do not retry in step.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Makes the attempts.</summary>
    /// <typeparam name="TAnswer">The answer.</typeparam>
    /// <param name="attempt">Makes one attempt.</param>
    /// <param name="budget">The time that there is for pauses.</param>
    /// <param name="cancellationToken">Ends them.</param>
    /// <exception cref="PushRefusedException">The last one failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TAnswer> RunAsync<TAnswer>(Func<Task<TAnswer>> attempt, PushBudget budget, CancellationToken cancellationToken)
    {
        for (var count = 1; ; count++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (PushRefusedException error) when (error.IsTransient && count < Most)
            {
                await Task.Delay(budget.Retry(error, Pause(count, error.RetryAfter)), Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Full jitter, and no sooner than the registry asks for, within reason.
    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        var own = FirstPause * Math.Pow(2, attempt - 1) * Jitter();
        return asked > own ? (asked < LongestPause ? asked.Value : LongestPause) : own;
    }
}
