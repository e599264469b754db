using System.Text;
using Nebius.Registry.OS;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>A Git work tree.</summary>
/// <param name="Root">The directory, without links.</param>
/// <param name="GitDirectories">The directories with the files of Git itself.</param>
internal sealed record WorkTree(string Root, IReadOnlyList<string> GitDirectories)
{
    private const string Git = ".git";
    private const string Elsewhere = "gitdir:";
    private const int LongestGitFile = 4096;

    /// <summary>Gets the comparison of paths, as in the file system.</summary>
    public static StringComparison Comparison => OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Finds the work tree that a directory is in.</summary>
    /// <param name="directory">An absolute path, with or without links.</param>
    /// <returns>The innermost one; null when there is none, or it is too wide to protect anything.</returns>
    public static WorkTree? Of(string directory)
    {
        for (var here = directory; here is not null; here = Path.GetDirectoryName(here))
        {
            var mark = Path.Join(here, Git);
            if (new FileInfo(mark).LinkTarget is null && FileKind.Of(mark) is not { } found)
            {
                continue;
            }

            var root = RealPath.Of(here);
            return IsTooWide(root) || !IsOfSameOwner(mark, directory) ? null : new WorkTree(root, [.. DirectoriesOf(root)]);
        }

        return null;
    }

    /// <summary>Tells whether a path is a directory or in it.</summary>
    public static bool IsWithin(string path, string directory) =>
        path.StartsWith(directory, Comparison)
        && (path.Length == directory.Length
            || Path.EndsInDirectorySeparator(directory)
            || path[directory.Length] == Path.DirectorySeparatorChar);

    /// <summary>Tells whether a directory contains the home directory, and so secrets. Some users keep their dot files in Git.</summary>
    /// <param name="directory">A directory, without links.</param>
    public static bool IsTooWide(string directory)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.GetDirectoryName(directory) is null
            || (Path.IsPathFullyQualified(home) && IsWithin(RealPath.Of(Path.GetFullPath(home)), directory));
    }

    /// <summary>Tells whether a path belongs to Git itself.</summary>
    public bool IsGits(string path) => HasGit(path, Root) || GitDirectories.Any(directory => IsWithin(path, directory));

    /// <summary>Tells whether a path below a directory has a part named <c>.git</c>, ignoring case.</summary>
    public static bool HasGit(string path, string root) =>
        IsWithin(path, root)
        && path[root.Length..].Split(Path.DirectorySeparatorChar).Any(part => part.Equals(Git, StringComparison.OrdinalIgnoreCase));

    // A .git of another user in /tmp must not turn all of /tmp into a work tree.
    private static bool IsOfSameOwner(string mark, string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            return FileStatus.Of(mark) is { } git && (git.IsOwnedByThisUser || git.UserId == FileStatus.Of(RealPath.Of(directory))?.UserId);
        }
        catch (PrivateFileException)
        {
            return false;
        }
    }

    // In a submodule or a linked work tree, .git is a file with the path: https://git-scm.com/docs/gitrepository-layout
    private static IEnumerable<string> DirectoriesOf(string root)
    {
        var git = RealPath.Of(Path.Join(root, Git));
        yield return git;
        if (FileKind.Of(git) is not { IsFile: true })
        {
            yield break;
        }

        if (ReadStart(git) is var text && text.StartsWith(Elsewhere, StringComparison.Ordinal))
        {
            yield return RealPath.Of(Path.GetFullPath(text[Elsewhere.Length..].Split('\n', '\0')[0].Trim(), root));
        }
    }

    private static string ReadStart(string path)
    {
        using var file = RegularFile.Open(path);
        var buffer = new byte[LongestGitFile];
        return Encoding.UTF8.GetString(buffer.AsSpan(0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)));
    }
}
