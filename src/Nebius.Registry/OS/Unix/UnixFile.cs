using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.OS.Unix;

/// <summary>
/// Files on Linux and macOS: links are not followed, files of other users are not trusted, and the lock is flock(2), as in the Nebius SDKs.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixFile
{
    private const UnixFileMode ForUs = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Tries once to open and lock a file.</summary>
    /// <returns>The file, or null when it doesn't exist or another process holds its lock.</returns>
    /// <exception cref="PrivateFileException">The file can't be opened or locked, or can't be trusted.</exception>
    /// <exception cref="IOException">It can't be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    public static SafeFileHandle? TryOpen(string path, FileUse use, bool create, out bool isAbsent)
    {
        var file = Open(path, use);
        isAbsent = file is null;
        if (file is null && create)
        {
            Create(path);
            file = Open(path, use);
            isAbsent = false; // Gone again already: another's turn.
        }

        try
        {
            if (file is null || !IsLockedAsNamed(file, path, use))
            {
                return null;
            }

            var locked = file;
            file = null;
            return locked;
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static SafeFileHandle? Open(string path, FileUse use)
    {
        // Opening a pipe would block until its other end is opened.
        var flags = UnixConstants.CloseOnExec | UnixConstants.NoFollow | UnixConstants.NonBlocking
            | (use == FileUse.Change ? UnixConstants.ReadWrite : UnixConstants.ReadOnly);
        while (true)
        {
            var file = LibC.Open(path, flags);
            if (!file.IsInvalid)
            {
                return file;
            }

            var error = Marshal.GetLastPInvokeError();
            file.Dispose();
            if (error == UnixConstants.NoSuchFile)
            {
                return null;
            }

            if (error != UnixConstants.Interrupted)
            {
                throw FileStatus.Of(path) is { } facts && FileTrust.Problem(path, facts, use) is { } problem
                    ? problem
                    : PrivateFileException.NoPlace($"'{path}' can't be opened ({Marshal.GetPInvokeErrorMessage(error)})");
            }
        }
    }

    /// <summary>Locks an open file, if it isn't locked and is still the file at the path.</summary>
    internal static bool IsLockedAsNamed(SafeFileHandle file, string path, FileUse use)
    {
        var facts = FileStatus.Of(file);
        if (FileTrust.Problem(path, facts, use) is { } problem)
        {
            throw problem;
        }

        var operation = use == FileUse.Read ? UnixConstants.LockShared : UnixConstants.LockExclusive;
        if (LibC.Flock(file, operation | UnixConstants.LockNonBlocking) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == UnixConstants.WouldBlock || error == UnixConstants.Interrupted
                ? false
                : throw PrivateFileException.NoPlace($"'{path}' can't be locked ({Marshal.GetPInvokeErrorMessage(error)})");
        }

        // The Nebius SDK for Go deletes its file while holding the lock, so the locked file may be gone from the path.
        return FileStatus.Of(path) is { } now && now.Inode == facts.Inode && now.Device == facts.Device;
    }

    // By .NET, because the mode of a new file is a variadic argument of open(2).
    private static void Create(string path)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                UnixCreateMode = ForUs,
            });
            File.SetUnixFileMode(file.SafeFileHandle, ForUs); // Past an umask that takes too much.
        }
        catch (IOException) when (FileStatus.Of(path) is not null)
        {
            // Another process was faster.
        }
    }
}

/// <summary>
/// A file with tokens must belong to this user and be closed to others: another user could plant a token in it, or read one.
/// </summary>
internal static class FileTrust
{
    /// <summary>Returns what is wrong with a file; null when it can be trusted.</summary>
    public static PrivateFileException? Problem(string path, FileStatus file, FileUse use) => file switch
    {
        { IsLink: true } => Wrong(path, "is a link", $"ls -l '{path}'"),
        { IsRegularFile: false } => Wrong(path, "isn't a regular file", $"ls -l '{path}'"),
        { IsOwnedByThisUser: false } => Wrong(path, $"belongs to another user (id {file.UserId})", $"ls -l '{path}'"),
        { IsOpenToOthers: true } when use != FileUse.Hold => Wrong(path,
            $"is open to other users (mode {file.Permissions})", $"chmod 600 '{path}'"),
        _ => null,
    };

    /// <summary>Returns what is wrong with a folder of the token cache; null when it can be trusted.</summary>
    public static PrivateFileException? FolderProblem(string path, FileStatus folder) => folder switch
    {
        { IsFolder: false } => Wrong(path, "isn't a directory", $"ls -l '{path}'"),
        { IsOwnedByThisUser: false } => Wrong(path, $"belongs to another user (id {folder.UserId})", $"ls -ld '{path}'"),
        { IsOpenToOthers: true } => Wrong(path, $"is open to other users (mode {folder.Permissions})", $"chmod 700 '{path}'"),
        _ => null,
    };

    private static PrivateFileException Wrong(string path, string what, string command) =>
        PrivateFileException.Wrong($"'{path}' {what}", command);
}
