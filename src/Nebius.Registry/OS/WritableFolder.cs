using System.Runtime.InteropServices;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS;

/// <summary>Tells whether a directory can be written to, or created where it doesn't exist, without creating it.</summary>
internal static class WritableFolder
{
    /// <summary>Returns what is against it.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Such as <c>'/' is read-only</c>; null when nothing is known against it.</returns>
    public static string? ProblemOf(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var existing = NearestTo(path);
        return File.Exists(existing) ? $"'{existing}' isn't a directory"
            : LibC.Access(existing, UnixConstants.MayWriteAndPass) == 0 ? null
            : Marshal.GetLastPInvokeError() switch
            {
                UnixConstants.ReadOnlyFileSystem => $"'{existing}' is read-only",
                UnixConstants.PermissionDenied => $"'{existing}' isn't writable for this user (id {LibC.EffectiveUserId()})",
                _ => null,
            };
    }

    /// <summary>Returns a path itself if it exists, or else the nearest directory above it that does.</summary>
    public static string NearestTo(string path)
    {
        while (!Path.Exists(path) && Path.GetDirectoryName(path) is { } parent)
        {
            path = parent;
        }

        return path;
    }
}
