namespace Nebius.Registry.Emulator.Tests;

/// <summary>Files of the checkout.</summary>
internal static class RepositoryFile
{
    public static string Read(string path)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Nebius.Registry.slnx")))
        {
            root = root.Parent;
        }

        return File.ReadAllText(Path.Combine(root!.FullName, path));
    }
}
