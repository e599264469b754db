using System.Runtime.InteropServices;

namespace Nebius.Registry.OS.Unix;

/// <summary>Constants of the C library: for Linux from include/uapi/asm-generic/fcntl.h and errno-base.h, for macOS from sys/fcntl.h and
/// sys/errno.h.</summary>
internal static class UnixConstants
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;

    /// <summary>O_PATH, Linux only: it opens a directory that may be passed through, but not listed.</summary>
    public const int PathOnly = 0x20_0000;

    public const int LockShared = 1;
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;
    public const int Unlock = 8;

    public const int NoSuchFile = 2;
    public const int Interrupted = 4;
    public const int NoDirectory = 20;
    public const int PermissionDenied = 13;
    public const int OperationNotPermitted = 1;
    public const int Busy = 16;
    public const int FileExists = 17;
    public const int InvalidArgument = 22;
    public const int NoSpace = 28;
    public const int ReadOnlyFileSystem = 30;

    /// <summary>W_OK and X_OK.</summary>
    public const int MayWriteAndPass = 2 | 1;

    /// <summary>RENAME_NOREPLACE.</summary>
    public const uint RenameWithoutReplacing = 1;

    /// <summary>RENAME_EXCHANGE.</summary>
    public const uint RenameExchange = 2;

    public const int AtWorkingDirectory = -100;
    public const int AtSymlinkNoFollow = 0x100;
    public const int AtSymlinkNoFollowOnMac = 0x20;
    public const int AtEmptyPath = 0x1000;

    /// <summary>STATX_TYPE, STATX_MODE, STATX_NLINK, STATX_UID, STATX_GID, STATX_MTIME, STATX_INO, STATX_SIZE.</summary>
    public const uint StatxMask = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x40 | 0x100 | 0x200;

    private const ushort TypeMask = 0xf000;
    private const ushort RegularFile = 0x8000;
    private const ushort Folder = 0x4000;
    private const ushort Link = 0xa000;

    public static int TooManyLinks => OperatingSystem.IsMacOS() ? 62 : 40;

    public static int QuotaExceeded => OperatingSystem.IsMacOS() ? 69 : 122;

    public static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    public static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x0100_0000 : 0x8_0000;

    public static int Create => OperatingSystem.IsMacOS() ? 0x200 : 0x40;

    public static int Exclusive => OperatingSystem.IsMacOS() ? 0x800 : 0x80;

    public static int NotSupported => OperatingSystem.IsMacOS() ? 78 : 38;

    public static int Directory => OperatingSystem.IsMacOS()
        ? 0x10_0000
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le
            ? 0x4000
            : 0x1_0000;

    public static int NonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    // ARM and POWER have different values, see arch/arm64/include/uapi/asm/fcntl.h.
    public static int NoFollow => OperatingSystem.IsMacOS()
        ? 0x100
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le
            ? 0x8000
            : 0x2_0000;

    public static bool IsRegularFile(ushort mode) => (mode & TypeMask) == RegularFile;

    public static bool IsFolder(ushort mode) => (mode & TypeMask) == Folder;

    public static bool IsLink(ushort mode) => (mode & TypeMask) == Link;
}
