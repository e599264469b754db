namespace Nebius.Registry.Copying;

/// <summary>
/// How long one target may keep the others waiting over the whole copy. A target that is a little slower than the others costs less than
/// reading the source a second time for it.
/// </summary>
/// <param name="isAlone">Whether no other target is left, so that waiting costs nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class TargetPace(Func<bool> isAlone, TimeProvider time)
{
    private const double MaxShare = 0.2;
    private static readonly TimeSpan Minimum = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _used;
    private TimeSpan _chargedUntil;

    private TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Waits for the slower ones of several steps, each as long as its target may keep the others waiting.</summary>
    /// <param name="steps">The steps. Their errors are not thrown here.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static Task WaitAsync(IReadOnlyList<(TargetPace Pace, Task Step)> steps, CancellationToken cancellationToken)
    {
        return Task.WhenAll(steps.Select(step => step.Pace.WaitAsync(step.Step, IsAnyOver, cancellationToken)));

        // As long as all are busy, none keeps another waiting.
        bool IsAnyOver() => steps.Any(step => step.Step.IsCompleted);
    }

    /// <summary>Waits for a step.</summary>
    /// <param name="step">The step. Its error is not thrown here.</param>
    /// <param name="doOthersWait">Whether another target waits meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the target has kept the others waiting for too long.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<bool> WaitAsync(Task step, Func<bool> doOthersWait, CancellationToken cancellationToken)
    {
        while (!step.IsCompleted)
        {
            var (start, isCharged) = (Elapsed, !isAlone() && doOthersWait());
            if (isCharged && IsUsedUp(start))
            {
                return false;
            }

            await step.WaitAsync(Slice, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (isCharged)
            {
                Charge(start, Elapsed);
            }
        }

        return true;
    }

    private bool IsUsedUp(TimeSpan elapsed)
    {
        var share = elapsed * MaxShare;
        lock (_lock)
        {
            return _used >= (share > Minimum ? share : Minimum);
        }
    }

    // Several blobs may wait for the target at the same time.
    private void Charge(TimeSpan start, TimeSpan end)
    {
        lock (_lock)
        {
            start = start > _chargedUntil ? start : _chargedUntil;
            if (end > start)
            {
                _used += end - start;
                _chargedUntil = end;
            }
        }
    }
}
