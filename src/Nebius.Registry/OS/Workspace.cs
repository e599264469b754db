namespace Nebius.Registry.OS;

/// <summary>
/// The folders whose content ends in commits, images and artifacts, so that no file with a credential may be written into them: the
/// git working trees around the build's start, and what the CI system names as its checkout.
/// </summary>
internal sealed class Workspace
{
    // GitHub Actions, Azure Pipelines, GitLab CI.
    private static readonly string[] Checkouts = ["GITHUB_WORKSPACE", "BUILD_SOURCESDIRECTORY", "CI_PROJECT_DIR"];

    private static readonly StringComparison Comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private readonly string[] _roots;

    private Workspace(string[] roots) => _roots = roots;

    /// <summary>Finds the workspace of a build.</summary>
    /// <param name="settings">What the user set; it says where the build was started.</param>
    public static Workspace Of(NebiusSettings settings)
    {
        var home = settings.HomeDirectory() is { } directory ? RealPath(directory) : null;
        var trees = Trees(RealPath(settings.StartDirectory))
            .Where(tree => home is null || !tree.Equals(home, Comparison)); // Some keep their dot files in git.
        var checkouts = Checkouts
            .Select(name => settings.FromEnvironment(name)?.Value)
            .Where(path => path is not null && Path.IsPathFullyQualified(path))
            .Select(path => RealPath(path!));
        return new Workspace([.. trees.Concat(checkouts).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Tells whether a path is in the workspace. It need not exist.</summary>
    /// <param name="path">An absolute path.</param>
    public bool Contains(string path)
    {
        var real = RealPath(path);
        return _roots.Any(root => IsWithin(real, root));
    }

    private static bool IsWithin(string path, string root) =>
        path.StartsWith(root, Comparison)
        && (path.Length == root.Length || Path.EndsInDirectorySeparator(root) || path[root.Length] == Path.DirectorySeparatorChar);

    // All of them: a submodule is a tree within a tree. In a worktree or submodule, .git is a file.
    private static IEnumerable<string> Trees(string start)
    {
        for (var directory = start; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (Path.Exists(Path.Join(directory, ".git")))
            {
                yield return directory;
            }
        }
    }

    // Links are followed, so that another name of the same folder hides nothing.
    private static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var here = Path.Join(RealPath(parent), Path.GetFileName(full));
        try
        {
            return new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return here;
        }
    }
}
