namespace Cake.Nebius;

/// <summary>
/// A directory for this user alone, which is gone afterwards, also when the process is ended meanwhile. On Unix its mode is 0700 from its
/// creation.
/// </summary>
internal sealed class PrivateDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cake-nebius-");
    private readonly Lock _removal = new();
    private readonly Interruption _interruption;

    public PrivateDirectory() => _interruption = new Interruption(() =>
    {
        Remove();
        return false;
    });

    /// <summary>Returns the path of a file in it.</summary>
    public string In(string name) => Path.Join(_directory.FullName, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        Remove();
    }

    private void Remove()
    {
        lock (_removal)
        {
            try
            {
                if (Directory.Exists(_directory.FullName))
                {
                    _directory.Delete(recursive: true);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A child that ends more slowly holds it, or has just written into it. What the script did is not to fail for that.
            }
        }
    }
}
