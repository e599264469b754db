namespace Nebius.Registry.Testing;

/// <summary>One process at a time, by a file that is open: the system closes it also for a process that is killed.</summary>
internal static class Turn
{
    public static async Task<FileStream> TakeAsync(string file)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            }
        }
    }
}
