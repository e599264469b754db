using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.OS;

/// <summary>One attempt to open a file and have its lock. Disposing of it gives the lock back, and so does the end of the process.</summary>
internal sealed record LockedFile
{
    private LockedFile(HeldFile? held, bool isAbsent) => (Held, IsAbsent) = (held, isAbsent);

    /// <summary>Another holds the lock.</summary>
    public static LockedFile Busy { get; } = new(null, isAbsent: false);

    /// <summary>There is no such file.</summary>
    public static LockedFile Absent { get; } = new(null, isAbsent: true);

    /// <summary>Gets the open file; null when it is not ours now.</summary>
    public HeldFile? Held { get; }

    /// <summary>Gets a value indicating whether there is no such file.</summary>
    public bool IsAbsent { get; }

    /// <summary>Tries once.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="use">What for.</param>
    /// <param name="create">Whether a missing file is made, for this user alone.</param>
    /// <exception cref="PrivateFileException">The file cannot be opened or locked, or is not to be trusted.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The handle is the caller's.")]
    public static LockedFile Try(string path, FileUse use, bool create)
    {
        try
        {
            var handle = OperatingSystem.IsWindows()
                ? WindowsFile.TryOpen(path, use, create, out var isAbsent)
                : Unix.UnixFile.TryOpen(path, use, create, out isAbsent);
            return handle is null ? (isAbsent ? Absent : Busy) : new LockedFile(new HeldFile(handle), isAbsent: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PrivateFileException.NoPlace($"'{path}' cannot be opened ({error.GetType().Name})");
        }
    }
}
