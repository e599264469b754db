using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.OS.Unix;

/// <summary>
/// The status of a file on Linux: statx(2), which glibc has since 2.28 and musl since 1.2.5. With an older one, the kernel
/// is called directly.
/// </summary>
internal static partial class Statx
{
    private const string Library = "libc";

    private static bool _isMissing;

    /// <summary>Reads the status of a path, or of an open directory's entry.</summary>
    /// <returns>0, or -1 and the error of the last call.</returns>
    public static int Read(int directory, string path, int flags, out LinuxStatx facts)
    {
        if (!_isMissing)
        {
            try
            {
                return OfTheLibrary(directory, path, flags, UnixConstants.StatxMask, out facts);
            }
            catch (EntryPointNotFoundException)
            {
                _isMissing = true;
            }
        }

        return (int)SystemCall(Number, directory, path, flags, UnixConstants.StatxMask, out facts);
    }

    /// <summary>Reads the status of an open file, or of an open directory's entry.</summary>
    /// <returns>0, or -1 and the error of the last call.</returns>
    public static int Read(SafeFileHandle directory, string path, int flags, out LinuxStatx facts)
    {
        var isHeld = false;
        try
        {
            directory.DangerousAddRef(ref isHeld);
            return Read((int)directory.DangerousGetHandle(), path, flags, out facts);
        }
        finally
        {
            if (isHeld)
            {
                directory.DangerousRelease();
            }
        }
    }

    // The newer processors have one table of calls: https://github.com/torvalds/linux/blob/master/include/uapi/asm-generic/unistd.h
    private static nint Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 332,
        Architecture.X86 => 383,
        Architecture.Arm => 397,
        Architecture.S390x => 379,
        Architecture.Ppc64le => 383,
        _ => 291,
    };

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OfTheLibrary(int directory, string path, int flags, uint mask, out LinuxStatx facts);

    // It is variadic, which makes a difference on Apple silicon only.
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, int directory, string path, int flags, uint mask, out LinuxStatx facts);
}
