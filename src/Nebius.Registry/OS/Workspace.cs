namespace Nebius.Registry.OS;

/// <summary>
/// The folders whose content ends up in commits, images and artifacts, so that no credential may be written there: the Git working trees
/// around the directory that the build starts in, and the checkout of the CI system.
/// </summary>
internal sealed class Workspace
{
    // GitHub Actions, Azure Pipelines, GitLab CI.
    private static readonly string[] Checkouts = ["GITHUB_WORKSPACE", "BUILD_SOURCESDIRECTORY", "CI_PROJECT_DIR"];

    private static readonly StringComparison Comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private readonly string[] _roots;

    private Workspace(string[] roots) => _roots = roots;

    /// <summary>Returns the workspace of a build.</summary>
    /// <param name="settings">The settings, with the directory that the build starts in.</param>
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

    /// <summary>Tells whether a path is in the workspace; it need not exist.</summary>
    /// <param name="path">An absolute path.</param>
    public bool Contains(string path)
    {
        var real = RealPath(path);
        return _roots.Any(root => IsWithin(real, root));
    }

    private static bool IsWithin(string path, string root) =>
        path.StartsWith(root, Comparison)
        && (path.Length == root.Length || Path.EndsInDirectorySeparator(root) || path[root.Length] == Path.DirectorySeparatorChar);

    // All of them: a submodule is a working tree within another one. In a worktree or submodule, .git is a file.
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

    // Links are followed, so that a folder is found by each of its paths.
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
