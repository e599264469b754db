namespace Nebius.Registry.OS;

/// <summary>Reads files that are small when all is well, and never more of them than that.</summary>
internal static class LimitedFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="maximumBytes">How long it may be.</param>
    /// <param name="cancellationToken">Ends the reading, also where opening the file hangs.</param>
    /// <returns>The content; null when it is longer.</returns>
    public static Task<byte[]?> ReadAsync(string path, int maximumBytes, CancellationToken cancellationToken) =>
        IsPlain(path)
            ? Task.FromResult(Read(path, maximumBytes))
            // On a thread that can be left behind: opening a pipe waits for somebody to write, past every deadline.
            : Task.Run(() => Read(path, maximumBytes), cancellationToken).WaitAsync(cancellationToken);

    // Pipes and devices have no length. Of links the length is their own, so that they count as neither. All others are read at once,
    // because whoever awaits a thread in a fresh process waits for the compiler, too.
    private static bool IsPlain(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null, Length: > 0 };

    private static byte[]? Read(string path, int maximumBytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[maximumBytes + 1];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count > maximumBytes ? null : buffer[..count];
    }
}
