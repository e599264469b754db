namespace Nebius.Registry.OS;

/// <summary>Our own files. Those of keys that are no longer in use are dropped, so that the folder does not grow for ever.</summary>
internal static class PrivateFiles
{
    public const string Extension = ".json";

    // A token lives 12 hours at most.
    private static readonly TimeSpan OldAge = TimeSpan.FromHours(24);

    /// <summary>Drops files that nobody has written for a day. Whoever has one open writes to the old one, and exchanges once more.</summary>
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
            // Another did it.
        }
    }
}
