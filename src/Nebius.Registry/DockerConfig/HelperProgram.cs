using System.Text;
using Nebius.Registry.OS.Files;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.DockerConfig;

/// <summary>The program that docker starts for a helper's name.</summary>
internal static class HelperProgram
{
    private const string Command = "nebius-registry";

    private const UnixFileMode Executable = (UnixFileMode)0x1ed; // rwxr-xr-x

    /// <summary>Names the program.</summary>
    /// <param name="helper">The helper's name.</param>
    /// <returns>The file's name, without an extension.</returns>
    public static string NameOf(string helper) => $"docker-credential-{helper}";

    /// <summary>Finds it as docker would.</summary>
    /// <param name="helper">The helper's name.</param>
    /// <param name="settings">Where PATH is read.</param>
    /// <returns>An absolute path; null when it is not on PATH, and every pull would fail.</returns>
    public static string? Find(string helper, NebiusSettings settings) => ExecutableFinder.Find(NameOf(helper), settings);

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

        // It calls the one beside it, whatever comes first on PATH by then.
        var path = Path.Join(Path.GetDirectoryName(command), NameOf(HelperEntries.OwnHelper));
        try
        {
            using var folder = Folder.Open(path, create: false, followLast: false, out var name);
            var script = Encoding.ASCII.GetBytes($"#!/bin/sh\nexec \"${{0%/*}}/{Command}\" docker-credential \"$@\"\n");
            folder.Write(name, script, Executable, replaces: true, likeFolder: true, CancellationToken.None);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NebiusRegistryException(
                MessageCodes.HelperNotOnPath,
                $"{Redactor.Name(path)}, which docker is to start, cannot be written: {Redactor.Name(error.Message)} Write it as its "
                + $"owner, or put a script of that name into another directory of PATH: exec {Command} docker-credential \"$@\"");
        }
    }
}
