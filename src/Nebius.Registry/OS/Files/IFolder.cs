namespace Nebius.Registry.OS.Files;

/// <summary>A directory that stays open while files in it are read and replaced, so that no other directory can be put in its place meanwhile.</summary>
internal interface IFolder : IDisposable
{
    /// <summary>Tries once to have a lock file's lock; a missing file is made.</summary>
    /// <returns>What gives the lock back, or null when another has it.</returns>
    /// <exception cref="FileRefusedException">It isn't a regular file with one name.</exception>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    IDisposable? TryLock(string name);

    /// <summary>Tries once to have a file's lock, and adds to its end; a missing file is made.</summary>
    /// <returns>False when another has the lock.</returns>
    /// <exception cref="FileRefusedException">It isn't a regular file.</exception>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    bool TryAppend(string name, byte[] content);

    /// <summary>Checks that what is there, if anything, is a regular file.</summary>
    /// <exception cref="FileRefusedException">It isn't one.</exception>
    void RequireRegular(string name);

    /// <summary>Reads a file.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="maximumBytes">How much is read; what is longer is cut off.</param>
    /// <returns>The file, or null when there is none.</returns>
    /// <exception cref="FileRefusedException">It isn't a regular file.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    FileVersion? Read(string name, int maximumBytes);

    /// <summary>Puts a new file in the place of the one that was read. Another reader sees the old file or the new one, whole.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">The new content.</param>
    /// <param name="old">The file as it was read, whose owner and permissions the new one gets; null when there was none.</param>
    /// <param name="forOwnerAlone">Whether nobody but the owner may read it from now on.</param>
    /// <returns>False when the file has been changed since; then nothing was done.</returns>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    bool TryReplace(string name, byte[] content, FileVersion? old, bool forOwnerAlone);

    /// <summary>Writes a file that belongs to this user, whoever owned the old one.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">The content.</param>
    /// <param name="mode">Its permissions, where there are any.</param>
    /// <param name="replaces">Whether a regular file in its place is replaced.</param>
    /// <param name="likeFolder">Whether it gets the directory's owner.</param>
    /// <param name="cancellationToken">Ends the writing before the file is put in its place.</param>
    /// <exception cref="FileRefusedException">What is there isn't a regular file.</exception>
    /// <exception cref="IOException">It is there already, or can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void Write(string name, byte[] content, UnixFileMode mode, bool replaces, bool likeFolder, CancellationToken cancellationToken);
}
