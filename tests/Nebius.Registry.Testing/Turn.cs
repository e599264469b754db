namespace Nebius.Registry.Testing;

/// <summary>Lets one process run at a time, by an open file, which the system also closes for a process that is killed.</summary>
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
