using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>Lets another user work in a scene.</summary>
internal static class Access
{
    /// <summary>
    /// Adds the built app with the packages it was restored from: other users may not be able to read the checkout, where those are.
    /// </summary>
    public static async Task AddBuiltAppOfAnyUserAsync(this Scene scene, PackedPackages packages)
    {
        scene.AddBuiltApp();
        var copies = PackagesOf(scene);
        foreach (var file in Directory.EnumerateFiles(packages.PackagesFolder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Join(copies, Path.GetRelativePath(packages.PackagesFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Join(scene.Workspace, PreparedApp.Name, "obj")))
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(file, text.Replace(packages.PackagesFolder, copies, StringComparison.Ordinal));
        }
    }

    /// <summary>Returns the packages folder of that app.</summary>
    public static string PackagesOf(Scene scene) => Path.Join(scene.Workspace, "packages");

    public static async Task OpenToEverybodyAsync(this Scene scene) =>
        (await Command.RunAsync("chmod", ["-R", "a+rwX", Path.GetDirectoryName(scene.Workspace)!], scene.Workspace, new Dictionary<string, string?>()))
            .Succeeds();
}
