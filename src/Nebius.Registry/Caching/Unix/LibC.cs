using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.Caching.Unix;

/// <summary>
/// The few functions of the C library that .NET has no portable way to: its own files lock by the same flock(2), but only where
/// DOTNET_SYSTEM_IO_DISABLEFILELOCKING does not switch that off, and it can neither refuse links nor tell a file's owner.
/// </summary>
/// <remarks>Nothing variadic is called with its variable part: on Apple's arm64 that goes by other registers than declared here.</remarks>
internal static partial class LibC
{
    private const string Library = "libc";

    /// <summary>Opens a file that exists: open(2) without O_CREAT takes no mode.</summary>
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Fchown(SafeFileHandle file, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint EffectiveUserId();

    /// <summary>Linux alone; glibc 2.28 and musl 1.1.24 brought it.</summary>
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Statx(int directory, string path, int flags, uint mask, out LinuxStatx facts);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, out LinuxStatx facts);

    // On Intel, macOS keeps the old layout under the plain names.
    [LibraryImport(Library, EntryPoint = "fstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Fstat(SafeFileHandle file, out AppleStat facts);

    [LibraryImport(Library, EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int FstatOnIntel(SafeFileHandle file, out AppleStat facts);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Lstat(string path, out AppleStat facts);

    [LibraryImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int LstatOnIntel(string path, out AppleStat facts);
}
