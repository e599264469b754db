using Nebius.Registry.OS;
using Nebius.Registry.OS.Files;

namespace Nebius.Registry.DockerConfig;

/// <summary>
/// The helper on Windows: a copy of the command under the helper's name, by which it knows what to do. It must be an .exe: docker, podman
/// and helm would start a .cmd, too, but the .NET SDK finds no other kind of program.
/// </summary>
/// <remarks>
/// A global tool is a small program that names the tool's assembly in a directory of its version, which the next
/// "dotnet tool update" deletes. A copy of it starts an assembly in <see cref="Folder"/> instead, which starts the command beside it.
/// </remarks>
internal static class HelperExecutable
{
    /// <summary>The directory beside the helper of a global tool, with what the helper starts.</summary>
    public const string Folder = "nebius-registry-helper";

    private const UnixFileMode ForAll = (UnixFileMode)0x1ed; // rwxr-xr-x
    private const string Extension = ".exe";
    private const string Assembly = HelperProgram.Command + ".dll";

    /// <summary>Returns the directory with what a helper of a global tool starts.</summary>
    /// <param name="helper">The helper.</param>
    public static string FolderOf(string helper) => Path.Join(Path.GetDirectoryName(helper), Folder);

    /// <summary>Puts the helper beside the command, or brings it up to date.</summary>
    /// <param name="command">The command on PATH.</param>
    /// <param name="present">The helper on PATH; null when there is none.</param>
    /// <returns>Where it was put; null when nothing had to be done.</returns>
    /// <exception cref="NebiusRegistryException">It may not be written there.</exception>
    public static string? Install(string command, string? present)
    {
        var directory = Path.GetDirectoryName(command)!;
        if (present is not null && !directory.Equals(Path.GetDirectoryName(present), StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var path = Path.Join(directory, HelperProgram.OwnName + Extension);
        try
        {
            return Write(path, ProgramOf(command)) ? path : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw HelperProgram.NotInstalled(
                path,
                error.Message,
                "install the command in a directory of PATH that you may write:\n"
                + "  dotnet tool install Nebius.Registry.Tool --tool-path <directory>");
        }
    }

    // A tool of native code has a .cmd on PATH.
    private static string ProgramOf(string command) =>
        Path.GetExtension(command).Equals(Extension, StringComparison.OrdinalIgnoreCase) ? command
        : Environment.ProcessPath is { } running && Path.GetFileNameWithoutExtension(running) == HelperProgram.Command ? running
        : throw new IOException($"'{command}' isn't an .exe.");

    private static bool Write(string path, string program)
    {
        var content = File.ReadAllBytes(program);
        var directory = Path.GetDirectoryName(program)!;
        if (AppHost.Find(content, Assembly, directory) is not { } host || !host.IsElsewhere)
        {
            return WriteIfChanged(path, content);
        }

        var source = Path.Join(directory, host.AssemblyPath);
        var folder = FolderOf(path);
        Directory.CreateDirectory(folder);
        var hasChanged = false;
        foreach (var name in (string[])[Assembly, HelperProgram.Command + ".runtimeconfig.json"])
        {
            hasChanged |= WriteIfChanged(Path.Join(folder, name), File.ReadAllBytes(Path.Join(Path.GetDirectoryName(source), name)));
        }

        return WriteIfChanged(path, host.With(Path.Join(Folder, Assembly))) || hasChanged;
    }

    private static bool WriteIfChanged(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return false;
        }

        using var folder = OS.Files.Folder.Open(path, create: false, followLast: false, out var name);
        folder.Write(name, content, ForAll, replaces: true, likeFolder: true, CancellationToken.None);
        return true;
    }
}
