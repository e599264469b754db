using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Processes;

/// <summary>Where private directories may be created: not in the workspace, and not where another user could replace them.</summary>
internal static class PrivatePlaces
{
    private const ushort WritableByOthers = 0x12; // 022
    private const ushort Sticky = 0x200; // 01000

    /// <summary>Returns the places that can be used, in order of preference.</summary>
    public static IReadOnlyList<string> Of(NebiusSettings settings)
    {
        var workspace = Workspace.Of(settings);
        return [.. Candidates(settings).Where(place => IsSafe(place) && !workspace.Contains(place))];
    }

    /// <summary>The error for a machine without any.</summary>
    public static NebiusRegistryException None(NebiusSettings settings) => new(
        MessageCodes.NoPrivateDirectory,
        $"There is no directory for the file that hands the credential over. Tried, in this order: {string.Join(", ", Candidates(settings))}. "
        + "Each is missing, read-only, inside the workspace, or open to other users without the sticky bit. "
        + "Set TMPDIR to a directory of this user outside the workspace, for example:\n  export TMPDIR=\"$(mktemp -d)\"");

    private static IEnumerable<string> Candidates(NebiusSettings settings)
    {
        if (OperatingSystem.IsWindows())
        {
            return [Path.TrimEndingDirectorySeparator(Path.GetTempPath())];
        }

        string?[] named = [settings.FromEnvironment("XDG_RUNTIME_DIR")?.Value, settings.FromEnvironment("TMPDIR")?.Value];
        return named.OfType<string>()
            .Where(Path.IsPathFullyQualified)
            .Select(Path.TrimEndingDirectorySeparator)
            .Concat(["/dev/shm", "/tmp"])
            .Distinct(StringComparer.Ordinal);
    }

    private static bool IsSafe(string place)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.Exists(place);
        }

        try
        {
            // The separator makes the system follow a link, as /tmp is one on macOS.
            return FileStatus.Of(place + "/") is { IsFolder: true } facts
                && (facts.IsOurs || facts.UserId == 0)
                && ((facts.Mode & WritableByOthers) == 0 || (facts.Mode & Sticky) != 0);
        }
        catch (PrivateFileException)
        {
            return false;
        }
    }
}
