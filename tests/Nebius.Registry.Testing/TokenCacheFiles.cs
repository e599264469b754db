namespace Nebius.Registry.Testing;

/// <summary>The only files that may hold a secret after a build: the cached tokens, which only their owner can read.</summary>
public static class TokenCacheFiles
{
    private const UnixFileMode ForOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static bool IsOne(Scene scene, string file) =>
        file == Shared(scene) || (Path.GetDirectoryName(file) == Private(scene) && Path.GetFileName(file).Length == 64 + ".json".Length);

    public static string Shared(Scene scene) => Path.Join(scene.Home, ".nebius", "credentials.yaml");

    public static string Private(Scene scene) =>
        OperatingSystem.IsMacOS() ? Path.Join(scene.Home, "Library", "Caches", "nebius-registry") : Path.Join(scene.Home, ".cache", "nebius-registry");

    /// <summary>Deletes the package's cached tokens for keys and federated tokens; the CLI's file belongs to the test.</summary>
    public static void Forget(Scene scene)
    {
        foreach (var file in Directory.Exists(Private(scene)) ? Directory.GetFiles(Private(scene), "*.json") : [])
        {
            File.Delete(file);
        }
    }

    public static void AreForTheirOwnerAlone(Scene scene)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string[] files = Directory.Exists(Private(scene)) ? [Private(scene), .. Directory.GetFiles(Private(scene))] : [];
        foreach (var file in files.Append(Shared(scene)).Where(Path.Exists))
        {
            Assert.Equal(default, File.GetUnixFileMode(file) & ForOthers);
        }
    }
}
