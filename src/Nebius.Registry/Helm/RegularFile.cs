using Nebius.Registry.Caching.Unix;
using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Helm;

/// <summary>Opens regular files and nothing else: opening a pipe could wait forever, and a device has no end.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file to read it.</summary>
    /// <param name="path">An absolute path without links, see <see cref="RealPath"/>.</param>
    /// <returns>The file. It is the one that the path names, and no link was followed to it.</returns>
    /// <exception cref="NebiusRegistryException">It is no regular file, or was replaced while it was opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static FileStream Open(string path)
    {
        Require(path);
        if (OperatingSystem.IsWindows())
        {
            return File.OpenRead(path);
        }

        var handle = PathWithoutLinks.OpenToRead(path);
        try
        {
            // It may be another one than a moment ago.
            var sort = FileSort.Of(FileFacts.Of(handle ?? throw FileProblem.Changed(path)));
            var file = sort.IsFile ? new FileStream(handle, FileAccess.Read) : throw FileProblem.NotRegular(path, sort);
            handle = null;
            return file;
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <summary>Checks that a path names a regular file.</summary>
    /// <param name="path">An absolute path without links.</param>
    /// <exception cref="NebiusRegistryException">It names something else.</exception>
    /// <exception cref="IOException">There is nothing.</exception>
    public static void Require(string path)
    {
        if ((FileSort.Of(path) ?? throw new FileNotFoundException($"There is no file '{path}'.")) is { IsFile: false } other)
        {
            throw FileProblem.NotRegular(path, other);
        }
    }
}
