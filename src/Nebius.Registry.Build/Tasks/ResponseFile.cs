using System.Text;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// MSBuild's files of arguments, https://learn.microsoft.com/visualstudio/msbuild/msbuild-response-files: blanks between arguments, quotes
/// around them, <c>#</c> before a comment, and <c>@file</c> for another one.
/// </summary>
internal static class ResponseFile
{
    /// <summary>The file that MSBuild reads by itself, from the project's directory or the first one above it that has one.</summary>
    public const string Automatic = "Directory.Build.rsp";

    private const int Deepest = 10;
    private const int LongestFile = 1024 * 1024;

    /// <summary>
    /// Finds the files that MSBuild may have read by itself: which project it was started with isn't known in every process.
    /// </summary>
    /// <param name="directories">The directories that it may have started from.</param>
    public static IEnumerable<string> FindAutomatic(IEnumerable<string> directories) =>
        directories.Where(Path.IsPathFullyQualified).SelectMany(AndAbove).Distinct(StringComparer.Ordinal)
            .Select(directory => Path.Join(directory, Automatic)).Where(File.Exists);

    /// <summary>
    /// Reads the arguments of a file, and of those that it names; what can't be read has none, as MSBuild itself fails at it.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="startDirectory">Where the build was started.</param>
    public static IEnumerable<string> Read(string file, string startDirectory) =>
        Read(Path.GetFullPath(file, startDirectory), startDirectory, Deepest);

    private static IEnumerable<string> Read(string file, string startDirectory, int depth) => depth == 0
        ? []
        : Lines(file).Select(line => line.Trim()).Where(line => !line.StartsWith('#')).SelectMany(Split).SelectMany(argument =>
            argument is ['@', .. var other] && other.Length > 0 && !other.Contains('\0', StringComparison.Ordinal)
                ? Places(other, file, startDirectory).SelectMany(place => Read(place, startDirectory, depth - 1))
                : [argument]);

    // Both, as one of them isn't MSBuild's way, and what a file names is never more than what the user typed.
    private static IEnumerable<string> Places(string other, string file, string startDirectory) =>
        new[] { startDirectory, Path.GetDirectoryName(file)! }
            .Select(directory => Path.GetFullPath(other, directory))
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> AndAbove(string directory)
    {
        for (var current = Path.GetFullPath(directory); current is not null; current = Path.GetDirectoryName(current))
        {
            yield return current;
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: > 0 and <= LongestFile } ? File.ReadAllLines(file) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Quotes keep blanks and are removed anywhere in an argument; one after a backslash is a character.
    private static List<string> Split(string line)
    {
        var (arguments, current, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length && line[i + 1] == '"')
            {
                current.Append(line[++i]);
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (char.IsWhiteSpace(line[i]) && !isQuoted)
            {
                arguments.Add(current.ToString());
                current.Clear();
            }
            else
            {
                current.Append(line[i]);
            }
        }

        arguments.Add(current.ToString());
        return [.. arguments.Where(argument => argument.Length > 0)];
    }
}
