using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>If a Nebius setting isn't used, the log says where the image goes instead.</summary>
public sealed class ImagesThatDoNotGoToNebius(ServedApp app) : IClassFixture<ServedApp>
{
    private const string Registry = "registry.example.test";

    [Theory]
    [InlineData("the archive 'image.tar.gz', not to Nebius, so NebiusRegion and NebiusRegistryId aren't used", "-p:ContainerArchiveOutputPath=image.tar.gz", "-p:NebiusRegion=eu-west1")]
    [InlineData("the local daemon (LocalRegistry=Docker), not to Nebius, so NebiusRegistryId isn't used", "-p:LocalRegistry=Docker")]
    [InlineData($"'{Registry}', not to Nebius, so NebiusRegistryId isn't used", $"-p:ContainerRegistry={Registry}")]
    public async Task A_line_says_where_the_image_goes_and_which_setting_is_not_used(string line, params string[] typed)
    {
        app.World.AddHostileHost(Registry);
        string[] none = typed.Any(text => text.StartsWith("-p:ContainerRegistry", StringComparison.Ordinal)) ? [] : ["-p:ContainerRegistry="];

        var published = await app.PublishAsync(app.Scene.WithStaticKey, [.. none, .. typed]);

        published.Says($"Nebius: the image goes to {line}");
        Assert.Empty(app.LastLog.OurWarnings);
    }

    [Theory]
    [InlineData("-p:NebiusRegion=")]
    [InlineData("@empty.rsp")]
    public async Task A_region_typed_without_a_value_is_a_warning_that_the_image_goes_to_the_local_daemon(string typed)
    {
        app.Scene.Write("empty.rsp", "-p:NebiusRegion=");

        await app.PublishAsync(WithALocalStore(), "-p:ContainerRegistry=", "-p:NebiusRegistryId=", typed);

        var warning = Assert.Single(app.LastLog.OurWarnings);
        Assert.Equal("NEBIUS2005", warning.Code);
        Assert.Contains("goes to the local container daemon", warning.Text, StringComparison.Ordinal);
        Assert.Contains("\n  -p:NebiusRegion=eu-north1 -p:NebiusRegistryId=", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_without_a_registry_is_a_line_that_names_its_variable()
    {
        var published = await app.Scene.DotNetAsync(["publish", "app", "-c", "Release", "--no-build", "-t:PublishContainer"], WithALocalStore());

        published.Says("the image goes to the local container daemon").Says("NEBIUS_REGISTRY_STATIC_KEY isn't used");
        Assert.Empty(BuildLog.Read(app.Scene.LastBinaryLog).OurWarnings);
    }

    [Fact]
    public async Task Nothing_is_said_and_no_task_runs_where_no_Nebius_setting_is_there()
    {
        var published = await app.Scene.DotNetAsync(["publish", "app", "-c", "Release", "--no-build", "-t:PublishContainer", "-p:ContainerArchiveOutputPath=image.tar.gz"]);

        published.Succeeds().DoesNotSay("Nebius:");
        Assert.DoesNotContain(BuildLog.Read(app.Scene.LastBinaryLog).Tasks, task => task.Contains("Nebius", StringComparison.Ordinal));
    }

    // If podman is installed, the image goes into this store, not into the machine's own.
    private Dictionary<string, string?> WithALocalStore()
    {
        var store = Path.Join(app.Scene.Home, "containers");
        app.Scene.Write("storage.conf", $"""
            [storage]
            driver = "vfs"
            graphroot = "{store}/graph"
            runroot = "{store}/run"
            """);
        return new(app.Scene.WithStaticKey) { ["CONTAINERS_STORAGE_CONF"] = Path.Join(app.Scene.Workspace, "storage.conf") };
    }
}
