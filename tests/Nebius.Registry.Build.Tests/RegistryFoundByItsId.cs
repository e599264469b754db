using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>With an access token, the registry ID alone is enough.</summary>
public sealed class RegistryFoundByItsId(ServedApp app) : IClassFixture<ServedApp>
{
    private static readonly string[] IdAlone = ["-p:ContainerRegistry=", "-p:NebiusRegistryId=registry-e00def"];

    private string[] Notes => Directory.GetFiles(app.Scene.Home, "*.note", SearchOption.AllDirectories);

    [Fact]
    public async Task An_image_goes_to_the_region_of_the_registry_id_and_the_region_is_cached()
    {
        // Another test may have cached the region.
        Array.ForEach(Notes, File.Delete);
        (await app.PublishAsync(app.Scene.WithAuthorizedKey, IdAlone)).Pushed(app.Scene.NorthRegistry, BuiltApp.Repository);
        Assert.Single(app.World.Requests.To(EmulatorEndpoint.RegistryApi));

        var again = await app.PublishAsync(app.Scene.WithStaticKey, IdAlone);

        again.Pushed(app.Scene.NorthRegistry, BuiltApp.Repository);
        again.Says($"Nebius: registry-e00def is at {Scene.North}");
        Assert.Empty(app.World.Requests.To(EmulatorEndpoint.RegistryApi));
    }

    [Fact]
    public async Task A_registry_id_with_a_static_key_alone_ends_the_build_asking_for_the_region()
    {
        var published = await app.PublishAsync(app.Scene.WithStaticKey, "-p:ContainerRegistry=", "-p:NebiusRegistryId=registry-e00abc");

        published.IsExplained(app.LastLog, "NEBIUS1110", "registry-e00abc", "-p:NebiusRegion=");
        Assert.Empty(app.World.Requests.All);
    }

    // A cached region may be out of date: that causes one error, and the region is forgotten.
    [Fact]
    public async Task A_cached_region_where_the_registry_is_not_any_more_is_forgotten()
    {
        (await app.PublishAsync(app.Scene.WithAuthorizedKey, IdAlone)).Succeeds();
        var note = Notes.Single(file => File.ReadAllText(file).Contains(Scene.North, StringComparison.Ordinal));
        var text = await File.ReadAllTextAsync(note, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(note, text.Replace(Scene.North, Scene.West, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        (await app.PublishAsync(app.Scene.WithAuthorizedKey, IdAlone)).IsExplained(app.LastLog, "NEBIUS1111", "is in eu-north1");
        (await app.PublishAsync(app.Scene.WithAuthorizedKey, IdAlone)).Pushed(app.Scene.NorthRegistry, BuiltApp.Repository);
    }
}
