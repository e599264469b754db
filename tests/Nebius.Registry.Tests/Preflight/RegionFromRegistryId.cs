using Nebius.Registry.Emulator;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Preflight;

/// <summary>With an access token, a registry ID is enough: its host is looked up once on each machine.</summary>
public sealed class RegionFromRegistryId : PreflightScene
{
    [Theory]
    [InlineData("e00abc")]
    [InlineData("registry-e00abc")]
    public async Task The_API_gives_the_host_of_a_registry_id(string id)
    {
        Assert.Equal("cr.eu-west1.nebius.cloud", (await FindAsync(id)).Name);
    }

    [Fact]
    public async Task The_host_of_a_registry_id_is_cached_without_a_secret_and_without_the_id()
    {
        await FindAsync("e00abc");

        await FindAsync("registry-e00abc");

        Assert.Single(World.Requests.To(EmulatorEndpoint.RegistryApi));
        var note = Assert.Single(Directory.GetFiles(Scene.Home, "*.note", SearchOption.AllDirectories));
        Assert.Equal("cr.eu-west1.nebius.cloud", await File.ReadAllTextAsync(note, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("e00abc", Path.GetFileName(note), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forgotten_registry_host_is_looked_up_again()
    {
        await FindAsync("e00abc");
        new RegistryLocator(Scene.Options()).Forget("registry-e00abc");

        await FindAsync("e00abc");

        Assert.Equal(2, World.Requests.To(EmulatorEndpoint.RegistryApi).Count);
    }

    [Fact]
    public async Task A_cached_registry_host_outside_Nebius_is_ignored()
    {
        await FindAsync("e00abc");
        var note = Directory.GetFiles(Scene.Home, "*.note", SearchOption.AllDirectories)[0];
        await File.WriteAllTextAsync(note, "cr.eu-west1.nebius.cloud.evil.example", TestContext.Current.CancellationToken);

        Assert.Equal("cr.eu-west1.nebius.cloud", (await FindAsync("e00abc")).Name);
    }

    [Fact]
    public async Task With_the_memory_cache_no_registry_host_is_written_to_disk()
    {
        Scene.Environment["NEBIUS_TOKEN_CACHE"] = "Memory";

        await FindAsync("e00abc");

        Assert.Empty(Directory.GetFiles(Scene.Home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_static_key_alone_cannot_find_the_region_of_a_registry()
    {
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");
        Scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = World.Iam.IssueStaticKey(Scene.Account).Token;

        await FailsToFindAsync("e00abc", "a static key can't ask", "-p:NebiusRegion=<region>");
    }

    [Fact]
    public async Task Finding_the_region_of_an_unknown_registry_id_fails() =>
        await FailsToFindAsync("e00nowhere", "region registry-e00nowhere is in: the Nebius API doesn't know it", "nebius registry list");

    [Fact]
    public async Task Finding_the_region_fails_for_an_account_without_rights()
    {
        Registry.ForbidView(Scene.Account);

        await FailsToFindAsync("e00abc", "PERMISSION_DENIED", "--role viewer", "-p:NebiusRegion=<region>");
    }

    [Fact]
    public async Task Finding_the_region_fails_when_the_API_is_unavailable()
    {
        World.Faults.Add(EmulatorEndpoint.RegistryApi, Fault.Unavailable(), times: int.MaxValue);

        await FailsToFindAsync("e00abc", "UNAVAILABLE", "-p:NebiusRegion=<region>");
    }

    private Task<RegistryHost> FindAsync(string id) => new RegistryLocator(Scene.Options()).FindAsync(id, TestContext.Current.CancellationToken);

    private async Task FailsToFindAsync(string id, params string[] words)
    {
        var error = await Leaks.FailsWithAsync(MessageCodes.RegionNotFound, () => FindAsync(id), [.. World.Secrets]);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }
}
