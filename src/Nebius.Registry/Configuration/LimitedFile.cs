namespace Nebius.Registry.Configuration;

/// <summary>Reads files that are small when all is well, and never more of them than that.</summary>
internal static class LimitedFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="maximumBytes">How long it may be.</param>
    /// <param name="cancellationToken">Ends the reading, also where opening the file hangs.</param>
    /// <returns>The content; null when it is longer.</returns>
    public static Task<byte[]?> ReadAsync(string path, int maximumBytes, CancellationToken cancellationToken) =>
        // On a thread that can be left behind: opening a pipe waits for somebody to write, past every deadline.
        Task.Run(() => ReadOnThisThreadAsync(path, maximumBytes, cancellationToken), cancellationToken).WaitAsync(cancellationToken);

    private static async Task<byte[]?> ReadOnThisThreadAsync(string path, int maximumBytes, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[maximumBytes + 1];
            var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return count > maximumBytes ? null : buffer[..count];
        }
    }
}
