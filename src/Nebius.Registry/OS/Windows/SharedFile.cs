using System.Diagnostics;

namespace Nebius.Registry.OS.Windows;

/// <summary>
/// Files that other programs have open. Windows refuses to open, replace or delete a file while another program has it open without
/// allowing that, as programs written in Go do for a moment.
/// </summary>
internal static class SharedFile
{
    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Tells whether another program has the file open.</summary>
    public static bool IsInUse(Exception error) => error is IOException { HResult: SharingViolation or LockViolation };

    /// <summary>Opens a file, and tries again while another program has it open.</summary>
    public static FileStream Open(string path, FileShare share) =>
        Retry(() => new FileStream(path, FileMode.Open, FileAccess.Read, share), IsInUse);

    /// <summary>Renames a file, and tries again while another program has the one in its place open.</summary>
    public static void Move(string from, string to, bool overwrite) => Retry(
        () =>
        {
            File.Move(from, to, overwrite);
            return true;
        },
        error => IsInUse(error) || (error is UnauthorizedAccessException && overwrite && IsReplaceable(to)));

    // The error is the same where this user may not replace the file; there the wait is in vain.
    private static bool IsReplaceable(string path) =>
        new FileInfo(path) is { Exists: true } file && (file.Attributes & FileAttributes.ReadOnly) == 0;

    private static T Retry<T>(Func<T> act, Func<Exception, bool> passes)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return act();
            }
            catch (Exception error) when (passes(error) && Stopwatch.GetElapsedTime(start) < Limit)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
