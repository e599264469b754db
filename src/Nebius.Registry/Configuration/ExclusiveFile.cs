namespace Nebius.Registry.Configuration;

/// <summary>Opens files that one of us at a time may have, in whatever process. The system closes them for a process that is killed.</summary>
internal static class ExclusiveFile
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Opens a file when nobody else of us has it.</summary>
    /// <param name="path">The file; it is made when it is not there.</param>
    /// <param name="mode">How it is opened.</param>
    /// <param name="patience">How long to wait for others.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The file; its disposal lets the next one in.</returns>
    /// <exception cref="IOException">It cannot be opened, or the others took too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<FileStream> OpenAsync(string path, FileMode mode, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new FileStream(path, mode, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (waited < patience && File.Exists(path))
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
