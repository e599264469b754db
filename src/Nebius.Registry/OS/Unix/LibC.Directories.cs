using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.OS.Unix;

internal static partial class LibC
{
    /// <summary>Opens what exists in an open directory: openat(2) without O_CREAT takes no mode.</summary>
    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial SafeFileHandle OpenAt(SafeFileHandle directory, string name, int flags);
}
