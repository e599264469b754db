using System.Text;
using Nebius.Registry.OS;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>A git work tree.</summary>
/// <param name="Root">Its directory, without links.</param>
/// <param name="GitDirectories">Where git keeps its own files.</param>
internal sealed record WorkTree(string Root, IReadOnlyList<string> GitDirectories)
{
    private const string Git = ".git";
    private const string Elsewhere = "gitdir:";
    private const int LongestGitFile = 4096;

    /// <summary>Compares paths as the file system does.</summary>
    public static StringComparison Comparison => OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Finds the work tree that a directory is in.</summary>
    /// <param name="directory">An absolute path, with or without links.</param>
    /// <returns>The innermost one; null when there is none whose limits would protect anything.</returns>
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

    /// <summary>Tells whether a path is a directory, or in it.</summary>
    public static bool IsWithin(string path, string directory) =>
        path.StartsWith(directory, Comparison)
        && (path.Length == directory.Length || Path.EndsInDirectorySeparator(directory) || path[directory.Length] == Path.DirectorySeparatorChar);

    /// <summary>Tells whether a directory holds the user's home, and so secrets. Some keep their dot files in git.</summary>
    /// <param name="directory">A directory, without links.</param>
    public static bool IsTooWide(string directory)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.GetDirectoryName(directory) is null
            || (Path.IsPathFullyQualified(home) && IsWithin(RealPath.Of(Path.GetFullPath(home)), directory));
    }

    /// <summary>Tells whether a path in the work tree is one of git's own.</summary>
    public bool IsGits(string path) => HasGit(path, Root) || GitDirectories.Any(directory => IsWithin(path, directory));

    /// <summary>Tells whether a path has a part named <c>.git</c> below a directory, in whatever letters.</summary>
    public static bool HasGit(string path, string root) =>
        IsWithin(path, root)
        && path[root.Length..].Split(Path.DirectorySeparatorChar).Any(part => part.Equals(Git, StringComparison.OrdinalIgnoreCase));

    // Another user's .git in /tmp must not make all of /tmp one work tree.
    private static bool IsOfSameOwner(string mark, string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            return FileStatus.Of(mark) is { } git && (git.IsOurs || git.UserId == FileStatus.Of(RealPath.Of(directory))?.UserId);
        }
        catch (PrivateFileException)
        {
            return false;
        }
    }

    // In a submodule or a further work tree, .git is a file that says where: https://git-scm.com/docs/gitrepository-layout
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
