namespace Nebius.Registry.Processes;

/// <summary>
/// A directory for this user alone, which is gone afterwards, also when the process is ended meanwhile. On Unix its mode is 0700 from its
/// creation.
/// </summary>
public sealed class PrivateDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-registry-");
    private readonly Lock _removal = new();
    private readonly Interruption _interruption;

    /// <summary>Makes the directory, in the temporary directory of the system.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public PrivateDirectory() => _interruption = new Interruption(() =>
    {
        Remove();
        return false;
    });

    /// <summary>Names a file in it.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>An absolute path.</returns>
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
