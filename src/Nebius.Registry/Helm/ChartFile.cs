using Nebius.Registry.OS;

namespace Nebius.Registry.Helm;

/// <summary>A file of a chart.</summary>
/// <param name="Name">Its path in the chart, with <c>/</c>.</param>
/// <param name="Path">Where it is on disk, without links.</param>
/// <param name="Length">How many bytes it has; it is an error when they have become more or less.</param>
internal sealed record ChartFile(string Name, string Path, long Length)
{
    /// <summary>Opens it.</summary>
    /// <exception cref="NebiusRegistryException">It is no regular file any more, or has another length.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public Stream Open() => RegularFile.OpenExact(Path, Length);
}
