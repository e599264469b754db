using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.DockerConfig;

/// <summary>The program that docker starts for a helper's name.</summary>
internal static class HelperProgram
{
    /// <summary>The command that the program belongs to.</summary>
    public const string Command = "nebius-registry";

    /// <summary>The name of this project's program, without an extension.</summary>
    public const string OwnName = $"docker-credential-{HelperEntries.OwnHelper}";

    /// <summary>Names the program.</summary>
    /// <param name="helper">The helper's name.</param>
    /// <returns>The file's name, without an extension.</returns>
    public static string NameOf(string helper) => $"docker-credential-{helper}";

    /// <summary>Finds it as docker would.</summary>
    /// <param name="helper">The helper's name.</param>
    /// <param name="settings">Where PATH is read.</param>
    /// <returns>An absolute path; null when it is not on PATH, and every pull would fail.</returns>
    public static string? Find(string helper, NebiusSettings settings) => ExecutableFinder.Find(NameOf(helper), settings);

    /// <summary>Puts what makes a shell find this project's command before a line that begins with it, if it isn't on PATH.</summary>
    /// <param name="line">The line to type.</param>
    /// <param name="settings">Where PATH is read.</param>
    public static string OnPath(string line, NebiusSettings settings)
    {
        if (ExecutableFinder.Find(Command, settings) is not null)
        {
            return line;
        }

        var isRunning = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == Command;
        return Shell.Current.Then(
            isRunning ? Shell.Current.AddToPath(Path.GetDirectoryName(Environment.ProcessPath)!) : Shell.Current.AddToolsToPath, line);
    }

    /// <summary>Puts this project's helper beside the command on PATH, if it isn't there yet.</summary>
    /// <param name="settings">Where PATH is read.</param>
    /// <returns>Where it was put; null when it was there already, or there is no place for it on PATH.</returns>
    /// <exception cref="NebiusRegistryException">It may not be written there.</exception>
    public static string? Install(NebiusSettings settings)
    {
        if (ExecutableFinder.Find(Command, settings) is not { } command)
        {
            return null;
        }

        var helper = Find(HelperEntries.OwnHelper, settings);
        return OperatingSystem.IsWindows()
            ? HelperExecutable.Install(command, helper)
            : helper is null ? HelperScript.Install(command) : null;
    }

    /// <summary>Returns what is left of this project's helper when the command is uninstalled.</summary>
    /// <param name="settings">Where PATH is read.</param>
    public static IReadOnlyList<string> Installed(NebiusSettings settings) =>
        Find(HelperEntries.OwnHelper, settings) is not { } program ? []
            : HelperExecutable.FolderOf(program) is var folder && Directory.Exists(folder) ? [program, folder] : [program];

    /// <summary>The error for a helper that can't be put beside the command.</summary>
    /// <param name="path">The helper.</param>
    /// <param name="why">Why not.</param>
    /// <param name="advice">What to do instead of writing it as the directory's owner.</param>
    public static NebiusRegistryException NotInstalled(string path, string why, string advice) => new(
        MessageCodes.HelperNotOnPath,
        $"Can't write {Redactor.Name(path)}, which docker starts: {Redactor.Name(why)} Write it as its owner, or {advice}");
}
