using System.Security;

namespace Nebius.Registry.OS.Processes;

/// <summary>
/// Finds programs as a shell does, but in absolute directories only: a relative or empty entry of PATH means the current directory, which
/// belongs to the project.
/// </summary>
internal static class ExecutableFinder
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Finds a program on PATH.</summary>
    /// <param name="name">The program's name, without a directory.</param>
    /// <param name="settings">The settings, with the environment.</param>
    /// <returns>An absolute path, or null.</returns>
    public static string? Find(string name, NebiusSettings settings) =>
        OnPath(name, settings).FirstOrDefault(IsExecutable);

    /// <summary>Finds a file on PATH that has the program's name but cannot be run.</summary>
    /// <param name="name">The program's name, without a directory.</param>
    /// <param name="settings">The settings, with the environment.</param>
    /// <returns>An absolute path, or null.</returns>
    public static string? FindUnusable(string name, NebiusSettings settings) =>
        OnPath(name, settings).FirstOrDefault(path => File.Exists(path) && !IsExecutable(path));

    /// <summary>Finds all files on PATH whose names have a prefix, in the order of PATH.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="settings">The settings, with the environment.</param>
    /// <returns>Absolute paths, and whether each can be run.</returns>
    public static IEnumerable<(string File, bool IsExecutable)> Beginning(string prefix, NebiusSettings settings) =>
        Directories(settings)
            .DistinctBy(RealPath, StringComparer.Ordinal)
            .SelectMany(directory => Files(directory, prefix))
            .Where(file => !OperatingSystem.IsWindows() || HasExtension(file, settings))
            .Select(file => (file, IsExecutable(file)));

    /// <summary>Finds a program in one directory.</summary>
    /// <param name="directory">An absolute path.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="settings">The settings, with the environment.</param>
    /// <returns>An absolute path, or null.</returns>
    public static string? FindIn(string directory, string name, NebiusSettings settings) =>
        Candidates(directory, name, settings).FirstOrDefault(IsExecutable);

    private static IEnumerable<string> OnPath(string name, NebiusSettings settings)
    {
        // A name with a directory would not be looked up on PATH.
        return name.AsSpan().ContainsAny('/', '\\', '\0')
            ? []
            : Directories(settings).SelectMany(directory => Candidates(directory, name, settings));
    }

    private static IEnumerable<string> Directories(NebiusSettings settings) => settings.FromEnvironment("PATH") is not { } path
        ? []
        : path.Value.Split(Path.PathSeparator)
            .Select(entry => OperatingSystem.IsWindows() ? entry.Trim().Trim('"') : entry)
            .Where(Path.IsPathFullyQualified);

    // On many systems /bin is a link to /usr/bin.
    private static string RealPath(string directory)
    {
        try
        {
            return Directory.ResolveLinkTarget(directory, returnFinalTarget: true)?.FullName ?? directory;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Such as a directory of root's in a PATH that sudo kept.
            return directory;
        }
    }

    private static IEnumerable<string> Files(string directory, string prefix)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, $"{prefix}*").Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Candidates(string directory, string name, NebiusSettings settings)
    {
        if (!OperatingSystem.IsWindows())
        {
            return [Path.Join(directory, name)];
        }

        string[] names = [.. Extensions(settings).Select(extension => name + extension)];
        return (HasExtension(name, settings) ? names.Prepend(name) : names).Select(candidate => Path.Join(directory, candidate));
    }

    // What Windows takes for a program: https://pkg.go.dev/os/exec#LookPath has the same rule.
    private static string[] Extensions(NebiusSettings settings) =>
        (settings.FromEnvironment("PATHEXT")?.Value ?? ".COM;.EXE;.BAT;.CMD").Split(
            ';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool HasExtension(string name, NebiusSettings settings) =>
        Extensions(settings).Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static bool IsExecutable(string path)
    {
        try
        {
            return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException)
        {
            return false;
        }
    }
}
