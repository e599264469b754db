using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Files;

/// <summary>A file as it was read, to be compared with what is there later.</summary>
/// <param name="Facts">Its identity, size, owner and time of change; null on Windows.</param>
/// <param name="Content">Its content.</param>
internal sealed record FileVersion(FileStatus? Facts, byte[] Content)
{
    /// <summary>Tells whether nothing has changed between two readings.</summary>
    public static bool IsSame(FileVersion? one, FileVersion? other) => one is null || other is null
        ? one is null && other is null
        : Identity(one) == Identity(other) && one.Content.AsSpan().SequenceEqual(other.Content);

    // A writer that keeps the size within one tick of the file system's clock is found by the content.
    private static (ulong? Inode, ulong? Device, long? Size, long? ChangedAt) Identity(FileVersion version) =>
        (version.Facts?.Inode, version.Facts?.Device, version.Facts?.Size, version.Facts?.ChangedAt);
}
