namespace Nebius.Registry.OS;

/// <summary>Reads files that are expected to be small, up to a limit.</summary>
internal static class LimitedFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="maximumBytes">How many bytes it may have.</param>
    /// <param name="cancellationToken">Ends the reading, even when opening the file blocks.</param>
    /// <returns>The content; null when it is longer.</returns>
    public static Task<byte[]?> ReadAsync(string path, int maximumBytes, CancellationToken cancellationToken) =>
        IsPlain(path)
            ? Task.FromResult(Read(path, maximumBytes))
            // On a thread that can be abandoned: opening a pipe blocks until another process writes to it.
            : Task.Run(() => Read(path, maximumBytes), cancellationToken).WaitAsync(cancellationToken);

    // Pipes and devices have no length, and a link has only its own. All other files are read at once, because the first use of the thread
    // pool in a new process also costs JIT time.
    private static bool IsPlain(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null, Length: > 0 };

    private static byte[]? Read(string path, int maximumBytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[maximumBytes + 1];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count > maximumBytes ? null : buffer[..count];
    }
}
