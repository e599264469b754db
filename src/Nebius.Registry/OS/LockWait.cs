using System.Security.Cryptography;

namespace Nebius.Registry.OS;

/// <summary>Waits for a file's lock by asking again and again, because flock(2) itself waits without a bound and cannot be cancelled.</summary>
internal sealed class LockWait(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Tries until the lock is had, the file is absent, or patience ends.</summary>
    public async Task<LockedFile> ForAsync(string path, FileUse use, bool create, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var paused = TimeSpan.Zero;
        var bound = FirstPause;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attempt = LockedFile.Try(path, use, create);
            if (attempt.Held is not null || attempt.IsAbsent || paused >= timeout || time.GetElapsedTime(start) >= timeout)
            {
                return attempt;
            }

            // Jitter, so that twenty who wait do not ask in step.
            var pause = bound * (0.5 + (RandomNumberGenerator.GetInt32(501) / 1000.0));
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            paused += pause;
            bound = bound * 1.5 < LongestPause ? bound * 1.5 : LongestPause;
        }
    }
}
