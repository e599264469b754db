using System.Text;
using Nebius.Registry.OS.Files;

namespace Nebius.Registry.DockerConfig;

/// <summary>The helper on Linux and macOS: a script beside the command, which docker, podman, helm and the .NET SDK start.</summary>
internal static class HelperScript
{
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
        if [ ! -x "$program" ] && ! other=$(command -v nebius-registry); then
          failure="NEBIUS1701: nebius-registry is neither beside $self nor on PATH. Install it: dotnet tool install -g Nebius.Registry.Tool"
          if [ -e "$program" ]; then
            failure="NEBIUS1701: This user may not start $program. Let all users start it: chmod a+rx '$(readlink -f -- "$program")'"
          fi
          echo "$failure"
          echo "$failure" >&2
          exit 1
        fi
        exec "${other:-$program}" docker-credential "$@"

        """;

    /// <summary>Writes the script.</summary>
    /// <param name="command">The command on PATH.</param>
    /// <returns>Where it was put.</returns>
    /// <exception cref="NebiusRegistryException">It may not be written there.</exception>
    public static string Install(string command)
    {
        var path = Path.Join(Path.GetDirectoryName(command), HelperProgram.OwnName);
        try
        {
            using var folder = Folder.Open(path, create: false, followLast: false, out var name);
            folder.Write(name, Encoding.ASCII.GetBytes(Script), Executable, replaces: true, likeFolder: true, CancellationToken.None);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw HelperProgram.NotInstalled(
                path,
                error.Message,
                $"put a script of that name into another directory of PATH:\n  exec {HelperProgram.Command} docker-credential \"$@\"");
        }
    }
}
