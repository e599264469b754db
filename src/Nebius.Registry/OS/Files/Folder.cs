namespace Nebius.Registry.OS.Files;

/// <summary>Opens the directory that a file is in.</summary>
internal static class Folder
{
    private const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens the directory of a file.</summary>
    /// <param name="path">The file, an absolute path; it need not be there.</param>
    /// <param name="create">Whether missing directories are made, each for the owner of the one that it is in.</param>
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

        var target = followLast && new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
        name = Path.GetFileName(target);
        var directory = Path.GetDirectoryName(target)!;
        if (create)
        {
            Directory.CreateDirectory(directory);
        }

        return new WindowsFolder(directory);
    }

    /// <summary>Gets the permissions of a new directory.</summary>
    public static uint NewMode => (uint)ForOwner;
}
