using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The emulator as users run it: from its package, with nothing installed.</summary>
public sealed class EmulatorAsATool(BuiltApp app) : IClassFixture<BuiltApp>
{
    private const string Key = "v1.canary-of-the-seed.signature";

    [Fact]
    public async Task A_publish_runs_in_the_packed_emulator_and_leaves_no_secret_behind()
    {
        var scene = app.Scene;
        scene.Canary.WatchAll([Key]);
        var seed = Path.Join(scene.Secrets, "seed.json");
        await File.WriteAllTextAsync(seed, $$"""{ "keys": [{ "token": "{{Key}}" }] }""", TestContext.Current.CancellationToken);

        var published = await scene.RunAsync("dotnet", [
            .. Run("dnx"), "--seed", seed, "dotnet", "publish", BuiltApp.Repository, "--no-build", "-t:PublishContainer",
            "-p:NebiusRegion=eu-north1", "-p:NebiusRegistryId=registry-e00abc", $"-bl:{scene.LastBinaryLog}", "-nodeReuse:false",
        ]);

        published.Succeeds().Says("Nebius: pushed cr.eu-north1.nebius.cloud/e00abc/app@sha256:").Says("(NEBIUS_REGISTRY_STATIC_KEY)");
        Assert.Empty(scene.World.Requests.All);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.Temp, "nebius-emulator-*"));
    }

    [Fact]
    public async Task The_exit_code_is_that_of_the_command() =>
        Assert.Equal(7, (await app.Scene.RunAsync("dotnet", [.. Run("tool", "exec"), "sh", "-c", "exit 7"])).ExitCode);

    private IEnumerable<string> Run(params string[] verb) =>
        [.. verb, "--yes", "Nebius.Registry.Emulator", "--version", app.Scene.PackageVersion, "--"];
}
