using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS;

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

        var handle = NoFollowPath.OpenToRead(path);
        try
        {
            // It may be another one than a moment ago.
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
    /// <exception cref="IOException">There is nothing.</exception>
    public static void Require(string path)
    {
        if ((FileKind.Of(path) ?? throw new FileNotFoundException($"There is no file '{path}'.")) is { IsFile: false } other)
        {
            throw NotRegular(path, other);
        }
    }

    /// <summary>Opens a file to read it to the length that it had before.</summary>
    /// <param name="path">As for <see cref="Open"/>.</param>
    /// <param name="length">How many bytes it must have.</param>
    /// <returns>Its bytes; reading them is an error when the file has become longer or shorter meanwhile.</returns>
    /// <exception cref="NebiusRegistryException">It is not a regular file any more, or has another length.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
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

    /// <summary>There is something else in a file's place.</summary>
    /// <param name="path">The path.</param>
    /// <param name="found">What is there.</param>
    public static NebiusRegistryException NotRegular(string path, FileKind found) => new(
        MessageCodes.NotARegularFile,
        $"'{path}' is {found.Words}, not a regular file, so it wasn't opened. Put a regular file there, or name another path. "
        + $"To see what it is, type: ls -ld '{path}'");

    /// <summary>A file is not what it was when the work began.</summary>
    /// <param name="path">The path.</param>
    public static NebiusRegistryException Changed(string path) => new(
        MessageCodes.ChartFileChanged,
        $"'{path}' changed while it was being read. Start again when nothing writes to it any more. To see what does, type: fuser -v '{path}'");
}

/// <summary>A file that is read to the length that was promised: it is an error when it has become longer or shorter.</summary>
/// <param name="path">The file's path, for a message.</param>
/// <param name="file">The file; it is disposed with the stream.</param>
/// <param name="length">How long it was promised to be.</param>
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
