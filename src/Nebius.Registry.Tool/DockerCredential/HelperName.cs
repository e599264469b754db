using System.Diagnostics;
using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Tool.DockerCredential;

/// <summary>
/// What the command does under the helper's name, as a copy that "nebius-registry configure" makes on Windows. Nothing here needs another
/// assembly: beside the helper of a global tool there is this one alone.
/// </summary>
internal static class HelperName
{
    private const string CommandFile = HelperProgram.Command + ".exe";

    /// <summary>Gets a value indicating whether this is the helper of a global tool, which has to start the command.</summary>
    public static bool IsAlone =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)) == HelperExecutable.Folder;

    /// <summary>Puts the helper's command before the arguments, if the program has the helper's name.</summary>
    public static string[] Complete(string[] arguments) =>
        HelperProgram.OwnName.Equals(Path.GetFileNameWithoutExtension(Environment.ProcessPath), StringComparison.OrdinalIgnoreCase)
            ? ["docker-credential", .. arguments]
            : arguments;

    /// <summary>Starts the command beside this program, or else the one on PATH, with the same input and output.</summary>
    /// <returns>Its exit code.</returns>
    public static int Start(string[] arguments)
    {
        var here = Path.GetDirectoryName(Environment.ProcessPath)!;
        if (Directories(here).Select(directory => Path.Join(directory, CommandFile)).FirstOrDefault(File.Exists) is not { } command)
        {
            var failure = $"{MessageCodes.HelperNotOnPath}: nebius-registry is neither beside {Environment.ProcessPath} nor on PATH. "
                + "Install it: dotnet tool install -g Nebius.Registry.Tool";
            Console.Out.WriteLine(failure);
            Console.Error.WriteLine(failure);
            return 1;
        }

        using var process = Process.Start(new ProcessStartInfo(command, Complete(arguments)) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static IEnumerable<string> Directories(string here) =>
        [here, .. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Where(Path.IsPathFullyQualified)];
}
