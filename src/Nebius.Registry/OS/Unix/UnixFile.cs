using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.OS.Unix;

/// <summary>Files on Linux and macOS: no link is followed, strangers' files are not trusted, and the lock is flock(2), as in Nebius's SDKs.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixFile
{
    private const UnixFileMode ForUs = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Tries once to open a file and have its lock.</summary>
    /// <returns>The file, or null when there is none or another holds its lock.</returns>
    /// <exception cref="PrivateFileException">The file cannot be opened or locked, or is not to be trusted.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
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
        // A pipe in the file's place would wait for its other end.
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
                    : PrivateFileException.NoPlace($"'{path}' cannot be opened ({Marshal.GetPInvokeErrorMessage(error)})");
            }
        }
    }

    /// <summary>Takes an open file's lock, if nobody has it and the file is still what the path names.</summary>
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
                : throw PrivateFileException.NoPlace($"'{path}' cannot be locked ({Marshal.GetPInvokeErrorMessage(error)})");
        }

        // Nebius's Go SDK deletes its file while holding the lock, so that this may be one that nobody will ever see again.
        return FileStatus.Of(path) is { } now && now.Inode == facts.Inode && now.Device == facts.Device;
    }

    // By .NET, because open(2) takes the mode of a new file by a variadic argument.
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
            // Another was faster.
        }
    }
}

/// <summary>
/// Whom a file must belong to before a token is read from it or written to it: this user alone. Else another user could give us a
/// token, which would push to where he says, or read ours.
/// </summary>
internal static class FileTrust
{
    /// <summary>Says what is wrong with a file, if anything.</summary>
    public static PrivateFileException? Problem(string path, FileStatus file, FileUse use) => file switch
    {
        { IsLink: true } => Wrong(path, "is a link", $"ls -l '{path}'"),
        { IsRegularFile: false } => Wrong(path, "is no regular file", $"ls -l '{path}'"),
        { IsOurs: false } => Wrong(path, $"belongs to another user (id {file.UserId})", $"ls -l '{path}'"),
        { IsOpenToOthers: true } when use != FileUse.Hold => Wrong(path, $"is open to other users (mode {file.Permissions})", $"chmod 600 '{path}'"),
        _ => null,
    };

    /// <summary>Says what is wrong with a folder of ours, if anything.</summary>
    public static PrivateFileException? FolderProblem(string path, FileStatus folder) => folder switch
    {
        { IsFolder: false } => Wrong(path, "is no folder", $"ls -l '{path}'"),
        { IsOurs: false } => Wrong(path, $"belongs to another user (id {folder.UserId})", $"ls -ld '{path}'"),
        { IsOpenToOthers: true } => Wrong(path, $"is open to other users (mode {folder.Permissions})", $"chmod 700 '{path}'"),
        _ => null,
    };

    private static PrivateFileException Wrong(string path, string what, string command) => PrivateFileException.Wrong(
        $"'{path}' {what}, so no token is read from it or written to it, and each build exchanges its key anew. Type: {command}");
}
