using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.OS.Unix;

/// <summary>The metadata that decides whether a file is trusted, and whether two paths are the same file.</summary>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Mode">The type and permissions.</param>
/// <param name="Inode">The inode number.</param>
/// <param name="Device">The device.</param>
internal readonly record struct FileStatus(uint UserId, uint GroupId, ushort Mode, ulong Inode, ulong Device)
{
    private const ushort WritableByOthers = 0x12; // 022
    private const ushort Sticky = 0x200; // 01000

    /// <summary>Gets the number of hard links.</summary>
    public uint Names { get; private init; }

    /// <summary>Gets the length in bytes.</summary>
    public long Size { get; private init; }

    /// <summary>Gets the time of the last change of the content, in nanoseconds.</summary>
    public long ChangedAt { get; private init; }

    public bool IsRegularFile => UnixConstants.IsRegularFile(Mode);

    public bool IsFolder => UnixConstants.IsFolder(Mode);

    public bool IsLink => UnixConstants.IsLink(Mode);

    public bool IsOwnedByThisUser => UserId == LibC.EffectiveUserId();

    /// <summary>Gets a value indicating whether the group or others have any permission.</summary>
    public bool IsOpenToOthers => (Mode & 0x3f) != 0;

    /// <summary>Gets a value indicating whether others can rename or delete what this user creates in the directory.</summary>
    public bool IsChangeableByOthers => (Mode & WritableByOthers) != 0 && (Mode & Sticky) == 0;

    public string Permissions => Convert.ToString(Mode & 0xfff, 8).PadLeft(4, '0');

    /// <summary>Reads the status of an open file.</summary>
    /// <exception cref="PrivateFileException">It can't be read.</exception>
    public static FileStatus Of(SafeFileHandle file)
    {
        if (OperatingSystem.IsMacOS())
        {
            var result = IsIntel ? LibC.FstatOnIntel(file, out var apple) : LibC.Fstat(file, out apple);
            return result == 0 ? From(apple) : throw Unknown();
        }

        return Statx.Read(file, string.Empty, UnixConstants.AtEmptyPath, out var linux) == 0
            ? From(linux)
            : throw Unknown();
    }

    /// <summary>Reads the status of a path; of a link, its own.</summary>
    /// <returns>The status, or null when the path doesn't exist.</returns>
    /// <exception cref="PrivateFileException">It can't be read.</exception>
    public static FileStatus? Of(string path)
    {
        if (OperatingSystem.IsMacOS())
        {
            var result = IsIntel ? LibC.LstatOnIntel(path, out var apple) : LibC.Lstat(path, out apple);
            return result == 0 ? From(apple) : Missing(path);
        }

        const int Here = UnixConstants.AtWorkingDirectory;
        return Statx.Read(Here, path, UnixConstants.AtSymlinkNoFollow, out var linux) == 0
            ? From(linux)
            : Missing(path);
    }

    /// <summary>Reads the status of a name in an open directory; of a link, its own.</summary>
    /// <returns>The status, or null when the path doesn't exist.</returns>
    /// <exception cref="PrivateFileException">It can't be read.</exception>
    public static FileStatus? Of(SafeFileHandle directory, string name)
    {
        if (OperatingSystem.IsMacOS())
        {
            const int NoFollow = UnixConstants.AtSymlinkNoFollowOnMac;
            var result = IsIntel
                ? LibC.FstatAtOnIntel(directory, name, out var apple, NoFollow)
                : LibC.FstatAt(directory, name, out apple, NoFollow);
            return result == 0 ? From(apple) : Missing(name);
        }

        return Statx.Read(directory, name, UnixConstants.AtSymlinkNoFollow, out var linux) == 0
            ? From(linux)
            : Missing(name);
    }

    private static bool IsIntel => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static FileStatus From(AppleStat facts) => new(facts.UserId, facts.GroupId, facts.Mode, facts.Inode, (ulong)facts.Device)
    {
        Names = facts.Names,
        Size = facts.Size,
        ChangedAt = unchecked((facts.ChangedSeconds * 1_000_000_000) + facts.ChangedNanoseconds),
    };

    private static FileStatus From(LinuxStatx facts) => new(facts.UserId, facts.GroupId, facts.Mode, facts.Inode, facts.Device)
    {
        Names = facts.Names,
        Size = facts.Size,
        ChangedAt = unchecked((facts.ChangedSeconds * 1_000_000_000) + facts.ChangedNanoseconds),
    };

    private static FileStatus? Missing(string path) => Marshal.GetLastPInvokeError() == UnixConstants.NoSuchFile
        ? null
        : throw PrivateFileException.NoPlace($"'{path}' can't be checked ({Marshal.GetLastPInvokeErrorMessage()})");

    private static PrivateFileException Unknown() =>
        PrivateFileException.NoPlace($"this system doesn't say who owns a file ({Marshal.GetLastPInvokeErrorMessage()})");
}

/// <summary>
/// struct statx, the same on all architectures, see https://man7.org/linux/man-pages/man2/statx.2.html and include/uapi/linux/stat.h.
/// The struct stat of Linux differs between them.
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
