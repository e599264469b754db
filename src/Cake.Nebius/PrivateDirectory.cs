namespace Cake.Nebius;

/// <summary>A directory for this user alone, which is gone afterwards. On Unix its mode is 0700 from its creation.</summary>
internal sealed class PrivateDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cake-nebius-");

    /// <summary>Returns the path of a file in it.</summary>
    public string In(string name) => Path.Join(_directory.FullName, name);

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
