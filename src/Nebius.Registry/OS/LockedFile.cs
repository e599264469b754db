using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Nebius.Registry.OS.Unix;
using Nebius.Registry.OS.Windows;

namespace Nebius.Registry.OS;

/// <summary>What a file is opened and locked for.</summary>
internal enum FileUse
{
    /// <summary>To read tokens, with a shared lock.</summary>
    Read,

    /// <summary>To change tokens, with an exclusive lock.</summary>
    Change,

    /// <summary>To keep other processes out, with an exclusive lock. Nothing is read or written.</summary>
    Hold,
}

/// <summary>One attempt to open and lock a file. The lock is released by disposing, and when the process ends.</summary>
internal sealed record LockedFile
{
    private LockedFile(HeldFile? held, bool isAbsent) => (Held, IsAbsent) = (held, isAbsent);

    /// <summary>Another process holds the lock.</summary>
    public static LockedFile Busy { get; } = new(null, isAbsent: false);

    /// <summary>There is no such file.</summary>
    public static LockedFile Absent { get; } = new(null, isAbsent: true);

    /// <summary>Gets the open file; null when it isn't locked by this attempt.</summary>
    public HeldFile? Held { get; }

    /// <summary>Gets a value indicating whether there is no such file.</summary>
    public bool IsAbsent { get; }

    /// <summary>Tries once.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="use">What for.</param>
    /// <param name="create">Whether a missing file is created, for this user alone.</param>
    /// <exception cref="PrivateFileException">The file can't be opened or locked, or can't be trusted.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The handle is the caller's.")]
    public static LockedFile Try(string path, FileUse use, bool create)
    {
        try
        {
            var handle = OperatingSystem.IsWindows()
                ? TryOpenOnWindows(path, use, create, out var isAbsent)
                : UnixFile.TryOpen(path, use, create, out isAbsent);
            return handle is null ? (isAbsent ? Absent : Busy) : new LockedFile(new HeldFile(handle), isAbsent: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PrivateFileException.NoPlace($"'{path}' can't be opened ({error.GetType().Name})");
        }
    }

    // Sharing modes are the lock, and the rights of the folder keep other users out. The Nebius tools lock differently on Windows, so that
    // their file is never opened here.
    private static SafeFileHandle? TryOpenOnWindows(string path, FileUse use, bool create, out bool isAbsent)
    {
        isAbsent = false;
        try
        {
            return File.OpenHandle(
                path,
                create ? FileMode.OpenOrCreate : FileMode.Open,
                use == FileUse.Read ? FileAccess.Read : FileAccess.ReadWrite,
                use == FileUse.Read ? FileShare.Read : FileShare.None);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            isAbsent = true;
            return null;
        }
        catch (IOException error) when (SharedFile.IsInUse(error))
        {
            return null;
        }
    }
}

/// <summary>An open file that is locked until it is disposed of, or until the process ends.</summary>
internal sealed class HeldFile(SafeFileHandle file) : IDisposable
{
    /// <summary>Gets the file.</summary>
    public SafeFileHandle File => file;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Closing isn't enough: a child process that another thread is just starting shares the lock until it executes its program.
        if (!OperatingSystem.IsWindows() && !file.IsClosed)
        {
            _ = LibC.Flock(file, UnixConstants.Unlock);
        }

        file.Dispose();
    }
}

/// <summary>Waits for the lock of a file by polling, because flock(2) waits without a timeout and can't be cancelled.</summary>
internal sealed class LockWait(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Tries until the file is locked or doesn't exist, or the timeout is over, which is longer on a busy machine.</summary>
    public async Task<LockedFile> ForAsync(string path, FileUse use, bool create, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var paused = TimeSpan.Zero;
        var bound = FirstPause;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attempt = LockedFile.Try(path, use, create);
            if (attempt.Held is not null || attempt.IsAbsent)
            {
                return attempt;
            }

            // Also while the machine is calm again: the holder may have begun when it wasn't.
            var limit = BusyMachine.Of(time).Extend(timeout, time, start);
            if (paused >= limit || time.GetElapsedTime(start) >= limit)
            {
                return attempt;
            }

            // Jitter, so that twenty waiting processes do not retry at the same moment.
            var pause = bound * (0.5 + (RandomNumberGenerator.GetInt32(501) / 1000.0));
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            paused += pause;
            bound = bound * 1.5 < LongestPause ? bound * 1.5 : LongestPause;
        }
    }
}
