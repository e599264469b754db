using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>NEBIUS_REGION and NEBIUS_REGISTRY_ID select the registry if nothing else does.</summary>
public sealed class DefaultsFromTheEnvironment(ServedApp app) : IClassFixture<ServedApp>
{
    private const string Line = "Nebius: the registry comes from ";

    [Theory]
    [InlineData("eu-west1", "registry-e00abc", "NEBIUS_REGION and NEBIUS_REGISTRY_ID")]
    [InlineData(" eu-west1 ", "", "NEBIUS_REGION", "-p:NebiusRegistryId=e00abc")]
    [InlineData("", "e00abc", "NEBIUS_REGISTRY_ID", "-p:NebiusRegion=eu-west1")]
    [InlineData("eu-west1", "e00abc", "NEBIUS_REGION and NEBIUS_REGISTRY_ID", "-p:NebiusRegion=", "-p:NebiusRegistryId=")]
    [InlineData("eu-west1", "e00zzz", "NEBIUS_REGION", "-p:ContainerRepository=e00abc/app")]
    public async Task A_default_that_is_used_is_named_in_the_log(string region, string id, string named, params string[] typed)
    {
        var published = await PublishAsync(region, id, typed);

        published.Says(Line + named + "\n").Pushed(app.Scene.WestRegistry, BuiltApp.Repository);
        Assert.Empty(app.LastLog.OurWarnings);
    }

    [Fact]
    public async Task The_default_registry_ID_alone_finds_its_region()
    {
        var environment = new Dictionary<string, string?>(app.Scene.WithAuthorizedKey) { ["NEBIUS_REGISTRY_ID"] = "e00abc" };

        var published = await app.Scene.DotNetAsync(["publish", "app", "-c", "Release", "--no-build", "-t:PublishContainer"], environment);

        published.Says(Line + "NEBIUS_REGISTRY_ID").Pushed(app.Scene.WestRegistry, BuiltApp.Repository);
    }

    [Theory]
    [InlineData("-p:ContainerRegistry=cr.eu-west1.nebius.cloud", "-p:NebiusRegistryId=e00abc")]
    [InlineData("-p:RegistryUrl=cr.eu-west1.nebius.cloud", "-p:ContainerRepository=e00abc/app")]
    [InlineData("-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc")]
    public async Task A_default_is_not_compared_with_a_registry_that_is_given(params string[] typed)
    {
        var published = await PublishAsync("EU_nonsense", "not an id", typed);

        published.DoesNotSay(Line).Pushed(app.Scene.WestRegistry, BuiltApp.Repository);
    }

    [Fact]
    public async Task A_default_is_not_used_for_an_archive_and_the_log_says_so()
    {
        var published = await PublishAsync("eu-west1", "e00abc", "-p:ContainerArchiveOutputPath=image.tar.gz");

        published.Succeeds().DoesNotSay(Line);
        published.Says("the image goes to the archive 'image.tar.gz', not to Nebius, so NEBIUS_REGION and NEBIUS_REGISTRY_ID aren't used");
    }

    [Fact]
    public async Task A_default_region_that_is_not_a_region_is_an_error_that_names_the_variable() =>
        (await PublishAsync("EU-WEST1", "e00abc")).IsExplained(app.LastLog, "NEBIUS1103", "NEBIUS_REGION is 'EU-WEST1'", "export NEBIUS_REGION=eu-west1");

    private Task<CommandResult> PublishAsync(string region, string id, params string[] typed) => app.Scene.DotNetAsync(
        ["publish", "app", "-c", "Release", "--no-build", "-t:PublishContainer", .. typed],
        new Dictionary<string, string?>(app.Scene.WithStaticKey) { ["NEBIUS_REGION"] = region, ["NEBIUS_REGISTRY_ID"] = id });
}
