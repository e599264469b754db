using System.Text;
using Nebius.Registry.OS.Files;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.DockerConfig;

/// <summary>The program that docker starts for a helper's name.</summary>
internal static class HelperProgram
{
    private const string Command = "nebius-registry";

    private const UnixFileMode Executable = (UnixFileMode)0x1ed; // rwxr-xr-x

    // It starts the command beside the script itself, also through links to the script, whatever comes first on PATH by then. A copy of
    // the script elsewhere starts the one on PATH.
    private const string Script = """
        #!/bin/sh
        # docker's credential helper for Nebius Container Registry, written by: nebius-registry configure
        self=$0
        case $self in
          */*) ;;
          *) self=$(command -v -- "$self") ;;
        esac
        while [ -L "$self" ]; do
          target=$(readlink -- "$self")
          case $target in
            /*) self=$target ;;
            *) self=${self%/*}/$target ;;
          esac
        done
        program=${self%/*}/nebius-registry
        if [ ! -x "$program" ] && ! program=$(command -v nebius-registry); then
          failure="NEBIUS1701: nebius-registry is neither beside $self nor on PATH. Install it: dotnet tool install -g Nebius.Registry.Tool"
          echo "$failure"
          echo "$failure" >&2
          exit 1
        fi
        exec "$program" docker-credential "$@"

        """;

    /// <summary>Names the program.</summary>
    /// <param name="helper">The helper's name.</param>
    /// <returns>The file's name, without an extension.</returns>
    public static string NameOf(string helper) => $"docker-credential-{helper}";

    /// <summary>Finds it as docker would.</summary>
    /// <param name="helper">The helper's name.</param>
    /// <param name="settings">Where PATH is read.</param>
    /// <returns>An absolute path; null when it is not on PATH, and every pull would fail.</returns>
    public static string? Find(string helper, NebiusSettings settings) => ExecutableFinder.Find(NameOf(helper), settings);

    /// <summary>Returns what makes a shell find the command, to be put before it; empty when it is on PATH.</summary>
    /// <param name="settings">Where PATH is read.</param>
    public static string CommandOnPath(NebiusSettings settings)
    {
        if (ExecutableFinder.Find(Command, settings) is not null)
        {
            return string.Empty;
        }

        var directory = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == Command
            ? Path.GetDirectoryName(Environment.ProcessPath)
            : "$HOME/.dotnet/tools";
        return $"export PATH=\"$PATH:{directory}\" && ";
    }

    /// <summary>Puts this project's helper beside the command on PATH, if it isn't there yet.</summary>
    /// <param name="settings">Where PATH is read.</param>
    /// <returns>Where it was put; null when it was there already, or there is no place for it on PATH.</returns>
    /// <exception cref="NebiusRegistryException">It may not be written there.</exception>
    public static string? Install(NebiusSettings settings)
    {
        if (OperatingSystem.IsWindows()
            || Find(HelperEntries.OwnHelper, settings) is not null
            || ExecutableFinder.Find(Command, settings) is not { } command)
        {
            return null;
        }

        var path = Path.Join(Path.GetDirectoryName(command), NameOf(HelperEntries.OwnHelper));
        try
        {
            using var folder = Folder.Open(path, create: false, followLast: false, out var name);
            folder.Write(name, Encoding.ASCII.GetBytes(Script), Executable, replaces: true, likeFolder: true, CancellationToken.None);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NebiusRegistryException(
                MessageCodes.HelperNotOnPath,
                $"Can't write {Redactor.Name(path)}, which docker starts: {Redactor.Name(error.Message)} Write it as its owner, or put a "
                + $"script of that name into another directory of PATH:\n  exec {Command} docker-credential \"$@\"");
        }
    }
}
