using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS;

/// <summary>The kind of file at a path; links are not followed.</summary>
/// <param name="IsFile">Whether it is a regular file.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Words">The kind in words, for a message.</param>
internal sealed record FileKind(bool IsFile, bool IsDirectory, string Words)
{
    private const ushort TypeMask = 0xf000;

    /// <summary>Checks a path.</summary>
    /// <returns>The kind; null when the path doesn't exist.</returns>
    /// <exception cref="IOException">It can't be checked.</exception>
    public static FileKind? Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return OnWindows(path);
        }

        try
        {
            return FileStatus.Of(path) is { } facts ? Of(facts) : null;
        }
        catch (PrivateFileException)
        {
            throw new IOException($"'{path}' can't be checked: it may be too long, or in a directory that this user can't read.");
        }
    }

    /// <summary>Returns the kind of an open file.</summary>
    public static FileKind Of(FileStatus facts) => (facts.Mode & TypeMask) switch
    {
        0x1000 => Other("a pipe"),
        0x2000 or 0x6000 => Other("a device"),
        0xc000 => Other("a socket"),
        0xa000 => Other("a link"),
        0x4000 => new FileKind(false, true, "a directory"),
        0x8000 => new FileKind(true, false, "a file"),
        _ => Other("something else"),
    };

    private static FileKind Other(string words) => new(false, false, words);

    private static FileKind? OnWindows(string path) => new FileInfo(path) switch
    {
        { LinkTarget: not null } => Other("a link"),
        { Exists: true } => new FileKind(true, false, "a file"),
        _ => Directory.Exists(path) ? new FileKind(false, true, "a directory") : null,
    };
}
