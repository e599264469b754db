using System.Diagnostics.CodeAnalysis;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Files;

/// <summary>A directory that stays open while files in it are read and replaced, so that it can't be exchanged for another one.</summary>
internal interface IFolder : IDisposable
{
    /// <summary>Tries once to create and lock a lock file.</summary>
    /// <returns>What removes the file and releases the lock when it is disposed of; null when another process has it.</returns>
    /// <exception cref="FileRefusedException">It isn't a regular file with one name.</exception>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    IDisposable? TryLock(string name);

    /// <summary>Tries once to lock a file and append to it; a missing file is created.</summary>
    /// <returns>False when another process has the lock.</returns>
    /// <exception cref="FileRefusedException">It isn't a regular file.</exception>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    bool TryAppend(string name, byte[] content);

    /// <summary>Checks that the name belongs to a regular file, if to anything.</summary>
    /// <exception cref="FileRefusedException">It isn't one.</exception>
    void RequireRegular(string name);

    /// <summary>Reads a file.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="maximumBytes">How many bytes are read at most.</param>
    /// <returns>The file, or null when there is none.</returns>
    /// <exception cref="FileRefusedException">It isn't a regular file.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    FileVersion? Read(string name, int maximumBytes);

    /// <summary>Replaces the file that was read. Other readers see the old file or the new one, whole.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">The new content.</param>
    /// <param name="old">The file as it was read, whose owner and permissions the new one gets; null when there was none.</param>
    /// <param name="forOwnerAlone">Whether only the owner may read it from now on.</param>
    /// <returns>False when the file has been changed since; it is left as it is.</returns>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    bool TryReplace(string name, byte[] content, FileVersion? old, bool forOwnerAlone);

    /// <summary>Writes a file that belongs to this user, not to the owner of the old one.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">The content.</param>
    /// <param name="mode">Its permissions, where there are any.</param>
    /// <param name="replaces">Whether a regular file in its place is replaced.</param>
    /// <param name="likeFolder">Whether it gets the directory's owner.</param>
    /// <param name="cancellationToken">Ends the writing before the file is put in its place.</param>
    /// <exception cref="FileRefusedException">What is there isn't a regular file.</exception>
    /// <exception cref="IOException">It already exists, or can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void Write(string name, byte[] content, UnixFileMode mode, bool replaces, bool likeFolder, CancellationToken cancellationToken);
}

/// <summary>A file as it was read, to detect later changes.</summary>
/// <param name="Facts">The identity, size, owner and time of change; null on Windows.</param>
/// <param name="Content">Its content.</param>
internal sealed record FileVersion(FileStatus? Facts, byte[] Content)
{
    /// <summary>Tells whether a file is unchanged between two reads.</summary>
    public static bool IsSame(FileVersion? one, FileVersion? other) => one is null || other is null
        ? one is null && other is null
        : Identity(one) == Identity(other) && one.Content.AsSpan().SequenceEqual(other.Content);

    // The content shows a change of the same size within one tick of the file system's clock.
    private static (ulong? Inode, ulong? Device, long? Size, long? ChangedAt) Identity(FileVersion version) =>
        (version.Facts?.Inode, version.Facts?.Device, version.Facts?.Size, version.Facts?.ChangedAt);
}

/// <summary>A file can't be read or replaced because of what it is or where it is. It was neither read nor changed.</summary>
/// <param name="why">What is wrong, as a sentence.</param>
/// <param name="advice">The command that shows more.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Callers turn it into an error with a code.")]
internal sealed class FileRefusedException(string why, string advice) : IOException(why)
{
    /// <summary>Gets the command that shows more.</summary>
    public string Advice => advice;

    /// <summary>Gets what the file is.</summary>
    public FileRefusal Kind { get; init; }
}

/// <summary>What a refused file is.</summary>
internal enum FileRefusal
{
    /// <summary>A device, a link of another user, or a second name of another file.</summary>
    Suspicious,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A file that is mounted by itself, as into a container; its name can't be given to another file.</summary>
    MountPoint,

    /// <summary>A file of a read-only file system.</summary>
    ReadOnlyFileSystem,
}

/// <summary>Opens the directory that a file is in.</summary>
internal static class Folder
{
    private const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens the directory of a file.</summary>
    /// <param name="path">The file, an absolute path; it need not exist.</param>
    /// <param name="create">Whether missing directories are created, each for the owner of its parent.</param>
    /// <param name="followLast">Whether the file itself may be a link.</param>
    /// <param name="name">The file's name in the directory.</param>
    /// <exception cref="FileRefusedException">A link of another user leads to what isn't that user's.</exception>
    /// <exception cref="IOException">A directory can't be opened or made.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be opened or made.</exception>
    public static IFolder Open(string path, bool create, bool followLast, out string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            return new PathWalk(path, create, followLast).Run(out name);
        }

        var target = followLast && new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : path;
        name = Path.GetFileName(target);
        if (Directory.Exists(target))
        {
            throw new FileRefusedException($"'{target}' is a directory, not a regular file.", CheckIt(target))
            {
                Kind = FileRefusal.Directory,
            };
        }

        // Devices, such as NUL, are in no directory.
        var directory = Path.GetDirectoryName(target)
            ?? throw new FileRefusedException($"'{target}' isn't a regular file.", CheckIt(target));
        if (create)
        {
            Directory.CreateDirectory(directory);
        }

        return new WindowsFolder(directory);
    }

    private static string CheckIt(string path) => $"Check it: {Shell.Current.ShowFile(path)}";

    /// <summary>Gets the permissions of a new directory.</summary>
    public static uint NewMode => (uint)ForOwner;
}
