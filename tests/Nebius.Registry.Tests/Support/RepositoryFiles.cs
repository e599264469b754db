using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Support;

/// <summary>The files of this repository, without what a build or a test makes.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Made = [".git", "artifacts", "bin", "node_modules", "obj", "TestResults"];

    private static readonly Lazy<string[]> Everything = new(() => [.. Below(new DirectoryInfo(PackedPackages.RepositoryRoot)).Order(StringComparer.Ordinal)]);

    /// <summary>The paths of the files with one of the endings, or of all, relative to the root and with '/'.</summary>
    public static IEnumerable<string> Ending(params string[] endings) =>
        Everything.Value.Where(file => endings.Length == 0 || Array.Exists(endings, ending => file.EndsWith(ending, StringComparison.Ordinal)));

    /// <summary>The text of each file with one of the endings, by its path.</summary>
    public static IReadOnlyDictionary<string, string> ReadAll(params string[] endings) => Ending(endings).ToDictionary(file => file, Read);

    public static string Read(string file) => File.ReadAllText(Path.Join(PackedPackages.RepositoryRoot, file));

    /// <summary>Fails with all that was found, each on a line.</summary>
    public static void AssertNone<T>(IEnumerable<T> found)
    {
        var lines = string.Join('\n', found);
        Assert.True(lines.Length == 0, lines);
    }

    private static IEnumerable<string> Below(DirectoryInfo directory) =>
        directory.EnumerateFiles().Select(file => Path.GetRelativePath(PackedPackages.RepositoryRoot, file.FullName).Replace('\\', '/'))
            .Concat(directory.EnumerateDirectories().Where(one => !Made.Contains(one.Name)).SelectMany(Below));
}
