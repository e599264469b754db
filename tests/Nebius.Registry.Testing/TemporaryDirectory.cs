namespace Nebius.Registry.Testing;

/// <summary>A directory outside every checkout, gone after the test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("nebius-test-").FullName;

    public string File(string relativePath) => Path.Join(FullPath, relativePath);

    public void Write(string relativePath, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(relativePath))!);
        System.IO.File.WriteAllText(File(relativePath), content);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(FullPath, recursive: true);
        }
        catch (IOException)
        {
            // A compiler server may still write its log here; the system's temp cleaner gets the rest.
        }
    }
}
