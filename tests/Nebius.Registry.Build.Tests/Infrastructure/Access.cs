using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>Lets another user work in a scene.</summary>
internal static class Access
{
    public static async Task OpenToEverybodyAsync(this Scene scene)
    {
        // Other users may have no access to the checkout.
        var feed = Directory.CreateDirectory(Path.Join(scene.Workspace, "feed")).FullName;
        foreach (var package in Directory.GetFiles(scene.Feed, "*.nupkg"))
        {
            File.Copy(package, Path.Join(feed, Path.GetFileName(package)));
        }

        scene.Write("nuget.config", PackedPackages.NuGetConfigOf(feed));
        await ChangeModeAsync(scene, "-R", "a+rwX", Path.GetDirectoryName(scene.Workspace)!);
    }

    private static async Task ChangeModeAsync(Scene scene, params string[] arguments) =>
        (await Command.RunAsync("chmod", arguments, scene.Workspace, new Dictionary<string, string?>())).Succeeds();
}
