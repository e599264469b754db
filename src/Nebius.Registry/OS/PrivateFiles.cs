namespace Nebius.Registry.OS;

/// <summary>
/// The private files of the token cache. Those of unused keys are deleted, so that the folder doesn't grow without a limit.
/// </summary>
internal static class PrivateFiles
{
    public const string Extension = ".json";

    // A token lives 12 hours at most.
    private static readonly TimeSpan OldAge = TimeSpan.FromHours(24);

    /// <summary>
    /// Deletes files that were not written for a day. A process that has one open loses its token, and exchanges its key again.
    /// </summary>
    public static void Sweep(string folder, DateTimeOffset now)
    {
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + Extension))
            {
                if (file.LastWriteTimeUtc < now - OldAge)
                {
                    file.Delete();
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process deleted it.
        }
    }
}
