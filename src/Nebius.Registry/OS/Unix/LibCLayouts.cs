using System.Runtime.InteropServices;

namespace Nebius.Registry.OS.Unix;

/// <summary>
/// struct statx, the same on all architectures, see https://man7.org/linux/man-pages/man2/statx.2.html and include/uapi/linux/stat.h.
/// Linux's struct stat is another on each.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct LinuxStatx
{
    [FieldOffset(0x10)]
    public readonly uint Names;

    [FieldOffset(0x14)]
    public readonly uint UserId;

    [FieldOffset(0x18)]
    public readonly uint GroupId;

    [FieldOffset(0x1c)]
    public readonly ushort Mode;

    [FieldOffset(0x20)]
    public readonly ulong Inode;

    [FieldOffset(0x28)]
    public readonly long Size;

    [FieldOffset(0x70)]
    public readonly long ChangedSeconds;

    [FieldOffset(0x78)]
    public readonly uint ChangedNanoseconds;

    // The device's major and minor number, as one.
    [FieldOffset(0x88)]
    public readonly ulong Device;
}

/// <summary>
/// struct stat of macOS with 64-bit inodes, see
/// https://github.com/apple-oss-distributions/xnu/blob/main/bsd/sys/stat.h (__DARWIN_STRUCT_STAT64).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal readonly struct AppleStat
{
    [FieldOffset(0)]
    public readonly int Device;

    [FieldOffset(4)]
    public readonly ushort Mode;

    [FieldOffset(6)]
    public readonly ushort Names;

    [FieldOffset(8)]
    public readonly ulong Inode;

    [FieldOffset(16)]
    public readonly uint UserId;

    [FieldOffset(20)]
    public readonly uint GroupId;

    [FieldOffset(48)]
    public readonly long ChangedSeconds;

    [FieldOffset(56)]
    public readonly long ChangedNanoseconds;

    [FieldOffset(96)]
    public readonly long Size;
}
