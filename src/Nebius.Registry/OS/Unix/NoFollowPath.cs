using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.OS.Unix;

/// <summary>
/// Opens files directory by directory without following links, so that a directory can't be replaced by a link meanwhile. O_NOFOLLOW alone
/// is only about the last name of a path.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class NoFollowPath
{
    // O_PATH on Linux, O_SEARCH on macOS: neither needs the right to list a directory.
    private static int Search => UnixConstants.Directory | (OperatingSystem.IsMacOS() ? 0x4010_0000 : UnixConstants.PathOnly);

    /// <summary>Opens a file to read it, without blocking on a pipe.</summary>
    /// <param name="path">An absolute path without links.</param>
    /// <returns>The file; null when it doesn't exist, or the path has a link.</returns>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static SafeFileHandle? OpenToRead(string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var here = Open(null, "/", Search, path);
        try
        {
            for (var i = 0; here is not null && i < names.Length; i++)
            {
                using var parent = here;
                var isLast = i == names.Length - 1;
                here = Open(parent, names[i], isLast ? UnixConstants.ReadOnly | UnixConstants.NonBlocking : Search, path);
            }

            var file = here;
            here = null;
            return file;
        }
        finally
        {
            here?.Dispose();
        }
    }

    private static SafeFileHandle? Open(SafeFileHandle? parent, string name, int flags, string path)
    {
        flags |= UnixConstants.CloseOnExec | UnixConstants.NoFollow;
        while (true)
        {
            var opened = parent is null ? LibC.Open(name, flags) : LibC.OpenAt(parent, name, flags);
            if (!opened.IsInvalid)
            {
                return opened;
            }

            var error = Marshal.GetLastPInvokeError();
            opened.Dispose();
            if (error == UnixConstants.NoSuchFile || error == UnixConstants.NoDirectory || error == UnixConstants.TooManyLinks)
            {
                return null;
            }

            if (error != UnixConstants.Interrupted)
            {
                throw error == UnixConstants.PermissionDenied
                    ? new UnauthorizedAccessException($"Access to the path '{path}' is denied.")
                    : new IOException($"'{path}' can't be opened ({Marshal.GetPInvokeErrorMessage(error)}).");
            }
        }
    }
}
