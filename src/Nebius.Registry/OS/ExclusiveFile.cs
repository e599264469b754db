using System.Diagnostics;
using Nebius.Registry.OS.Files;

namespace Nebius.Registry.OS;

/// <summary>Adds to files that one process at a time may write to. The system gives the lock of a process that is killed back.</summary>
internal static class ExclusiveFile
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Adds to the end of a file; one that is not there is made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What is added.</param>
    /// <param name="limit">How long to wait for others.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">It cannot be opened, isn't a regular file, or the others took too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task AppendAsync(string path, byte[] content, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var folder = Folder.Open(Path.GetFullPath(path), create: false, followLast: true, out var name);
        var start = Stopwatch.GetTimestamp();
        while (!folder.TryAppend(name, content))
        {
            if (Stopwatch.GetElapsedTime(start) >= limit)
            {
                throw new IOException($"Another program held '{path}' for {limit.TotalSeconds:0} seconds.");
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
