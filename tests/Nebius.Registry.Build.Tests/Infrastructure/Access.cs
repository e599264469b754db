using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>Lets another user work in a scene.</summary>
internal static class Access
{
    public static async Task OpenToEverybodyAsync(this Scene scene)
    {
        await ChangeModeAsync(scene, "-R", "a+rwX", Path.GetDirectoryName(scene.Workspace)!);
        // On the way to the feed; what is in it may be read already.
        await ChangeModeAsync(scene, "a+x", Path.GetDirectoryName(scene.Feed)!);
    }

    private static async Task ChangeModeAsync(Scene scene, params string[] arguments) =>
        (await Command.RunAsync("chmod", arguments, scene.Workspace, new Dictionary<string, string?>())).Succeeds();
}
