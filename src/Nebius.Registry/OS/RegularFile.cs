using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS;

/// <summary>Opens regular files only: opening a pipe can block forever, and a device has no end.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file to read it.</summary>
    /// <param name="path">An absolute path without links, see <see cref="RealPath"/>.</param>
    /// <returns>The file at exactly this path: no link was followed.</returns>
    /// <exception cref="NebiusRegistryException">It isn't a regular file, or was replaced while it was opened.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static FileStream Open(string path)
    {
        Require(path);
        if (OperatingSystem.IsWindows())
        {
            return File.OpenRead(path);
        }

        var handle = NoFollowPath.OpenToRead(path);
        try
        {
            // It may have been replaced since the check.
            var sort = FileKind.Of(FileStatus.Of(handle ?? throw Changed(path)));
            var file = sort.IsFile ? new FileStream(handle, FileAccess.Read) : throw NotRegular(path, sort);
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
    /// <exception cref="IOException">It doesn't exist.</exception>
    public static void Require(string path)
    {
        if ((FileKind.Of(path) ?? throw new FileNotFoundException($"'{path}' doesn't exist.")) is { IsFile: false } other)
        {
            throw NotRegular(path, other);
        }
    }

    /// <summary>Opens a file to read it to the length that it had before.</summary>
    /// <param name="path">As for <see cref="Open"/>.</param>
    /// <param name="length">How many bytes it must have.</param>
    /// <returns>The content; reading fails when the file has become longer or shorter meanwhile.</returns>
    /// <exception cref="NebiusRegistryException">It is not a regular file any more, or has another length.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static Stream OpenExact(string path, long length)
    {
        FileStream? file = Open(path);
        try
        {
            if (RandomAccess.GetLength(file.SafeFileHandle) != length)
            {
                throw Changed(path);
            }

            var exact = new ExactStream(path, file, length);
            file = null;
            return exact;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>The error for something other than a regular file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="found">What was found.</param>
    public static NebiusRegistryException NotRegular(string path, FileKind found) => new(
        MessageCodes.NotARegularFile,
        $"'{path}' is {found.Words}, not a regular file. Put a regular file there, or use another path. "
        + $"To see what it is: {Shell.Current.ShowFile(path)}");

    /// <summary>The error for a file that changed while it was in use.</summary>
    /// <param name="path">The path.</param>
    public static NebiusRegistryException Changed(string path) => new(
        MessageCodes.ChartFileChanged,
        $"'{path}' changed while it was being read. Try again when nothing writes to it. To see what does: "
        + Shell.Current.ShowUsers(path));
}

/// <summary>Reads a file of an expected length: it is an error when the file has become longer or shorter.</summary>
/// <param name="path">The file's path, for a message.</param>
/// <param name="file">The file; it is disposed with the stream.</param>
/// <param name="length">The expected length.</param>
internal sealed class ExactStream(string path, FileStream file, long length) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var left = length - file.Position;
        if (left <= 0 || buffer.Length == 0)
        {
            return 0;
        }

        var count = file.Read(left < buffer.Length ? buffer[..(int)left] : buffer);
        var hasChanged = count == 0 || (count == left && RandomAccess.GetLength(file.SafeFileHandle) != length);
        return hasChanged ? throw RegularFile.Changed(path) : count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
