using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.OS.Unix;

/// <summary>
/// The functions of the C library that .NET does not offer: its own files also lock by flock(2), but not where
/// DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set, and .NET can neither refuse links nor return the owner of a file.
/// </summary>
/// <remarks>Variadic functions are not called with variable arguments: on Apple silicon those are passed on the stack.</remarks>
internal static partial class LibC
{
    private const string Library = "libc";

    /// <summary>Opens a file that exists: open(2) without O_CREAT takes no mode.</summary>
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial SafeFileHandle Open(string path, int flags);

    /// <summary>Opens what exists in an open directory: openat(2) without O_CREAT takes no mode.</summary>
    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial SafeFileHandle OpenAt(SafeFileHandle directory, string name, int flags);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Fchown(SafeFileHandle file, uint user, uint group);

    /// <summary>
    /// Opens a file in a directory. The mode of a new file is passed as if the function were not variadic, which Apple silicon does not
    /// allow.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial SafeFileHandle OpenAt(SafeFileHandle directory, string name, int flags, uint mode);

    /// <summary>
    /// The same for Apple silicon, where variadic arguments are on the stack: the five that fill the registers have no meaning.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial SafeFileHandle OpenAtOnAppleSilicon(
        SafeFileHandle directory, string name, int flags, nint fourth, nint fifth, nint sixth, nint seventh, nint eighth, ulong mode);

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MakeDirectoryAt(SafeFileHandle directory, string name, uint mode);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint ReadLinkAt(SafeFileHandle directory, string name, Span<byte> target, nint length);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int RenameAt(SafeFileHandle directory, string name, SafeFileHandle newDirectory, string newName);

    /// <summary>Linux only, since glibc 2.28 and musl 1.2.5.</summary>
    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int RenameAt2(SafeFileHandle directory, string name, SafeFileHandle newDirectory, string newName, uint flags);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int UnlinkAt(SafeFileHandle directory, string name, int flags);

    /// <summary>Linux only: the user as whom this thread creates and opens files.</summary>
    [LibraryImport(Library, EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetFileUser(uint user);

    [LibraryImport(Library, EntryPoint = "setfsgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetFileGroup(uint group);

    /// <summary>Tells whether this user may do something with a file; unlike its mode, it knows of read-only file systems.</summary>
    [LibraryImport(Library, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Access(string path, int mode);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint EffectiveUserId();

    // On Intel, macOS keeps the old layout under the plain names.
    [LibraryImport(Library, EntryPoint = "fstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Fstat(SafeFileHandle file, out AppleStat facts);

    [LibraryImport(Library, EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int FstatOnIntel(SafeFileHandle file, out AppleStat facts);

    [LibraryImport(Library, EntryPoint = "fstatat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int FstatAt(SafeFileHandle directory, string name, out AppleStat facts, int flags);

    [LibraryImport(Library, EntryPoint = "fstatat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int FstatAtOnIntel(SafeFileHandle directory, string name, out AppleStat facts, int flags);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Lstat(string path, out AppleStat facts);

    [LibraryImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int LstatOnIntel(string path, out AppleStat facts);
}
