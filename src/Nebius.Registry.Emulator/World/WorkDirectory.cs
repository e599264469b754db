namespace Nebius.Registry.Emulator;

/// <summary>A temporary directory that is deleted with its owner.</summary>
internal sealed class WorkDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("nebius-emulator-");

    public string AddDirectory(string name) => _root.CreateSubdirectory(name).FullName;

    /// <summary>Writes a file that every user can read, for child processes of other users; opens the directory to them.</summary>
    public string WritePublic(string name, string content)
    {
        if (!OperatingSystem.IsWindows())
        {
            _root.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }

        return Write(name, content, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>Writes a file that only its owner can read.</summary>
    public string WriteSecret(string name, string content) => Write(name, content, OwnerOnly);

    public void Dispose()
    {
        try
        {
            _root.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Cleaned up by someone else, as systems do with old temporary files.
        }
    }

    private string Write(string name, string content, UnixFileMode mode)
    {
        var path = Path.Combine(_root.FullName, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(content);
        return path;
    }
}
