using Nebius.Registry.Copying;
using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Copying;

/// <summary>The registries of NebiusCopyTo are found and checked before a build. The push goes to e00abc in eu-west1.</summary>
public sealed class RegistriesOfCopies : PreflightScene
{
    [Fact]
    public async Task Copies_that_can_work_are_checked_with_one_token()
    {
        Add("e01abc", "eu-north1");
        Add("u00abc", "us-central1");

        var (found, report) = await CheckAsync("e01abc+us-central1/registry-u00abc/mirror");

        Assert.Equal(["cr.eu-north1.nebius.cloud/e01abc/app", "cr.us-central1.nebius.cloud/u00abc/mirror/app"], found);
        Assert.Empty(report.Problems);
        Assert.Equal(2, report.Lines.Count);
        Assert.Single(World.Requests.To(EmulatorEndpoint.RegistryApi));
        Assert.Single(World.Requests.To(EmulatorEndpoint.TokenExchange));
    }

    [Theory]
    [InlineData("eu-west1/e00abc")]
    [InlineData("registry-e00abc")]
    [InlineData("us-central1/u00abc+cr.eu-west1.nebius.cloud/registry-e00abc/")]
    public async Task The_registry_that_is_pushed_to_is_not_one_for_copies(string list)
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => FindAsync(list));

        Assert.Equal("NEBIUS1903", error.Code);
        Assert.Contains("is the registry that is pushed to (cr.eu-west1.nebius.cloud/e00abc/app)", error.Message, StringComparison.Ordinal);
        Assert.Empty(World.Requests.All);
    }

    [Fact]
    public async Task Another_path_in_the_registry_that_is_pushed_to_takes_copies()
    {
        var (found, report) = await CheckAsync("e00abc/mirror");

        Assert.Equal(["cr.eu-west1.nebius.cloud/e00abc/mirror/app"], found);
        Assert.Empty(report.Problems);
        Assert.Empty(World.Requests.To(EmulatorEndpoint.RegistryApi));
    }

    [Fact]
    public async Task Each_problem_names_its_entry_and_the_others_are_checked_too()
    {
        Add("e01abc", "eu-north1");
        Add("u00abc", "us-central1", RegistryRights.Pull);

        var (_, report) = await CheckAsync("eu-north1/e01abc+us-central1/u00abc+uk-south1/e00nowhere");

        Assert.Collection(
            report.Problems,
            problem => Is(problem, "NEBIUS1402", "The copy to 'us-central1/u00abc' (NebiusCopyTo) can't work. cr.us-central1.nebius.cloud refused"),
            problem => Is(
                problem,
                "NEBIUS1403",
                "The copy to 'uk-south1/e00nowhere' (NebiusCopyTo) can't work.",
                "-p:NebiusCopyTo=eu-north1/e01abc+us-central1/u00abc+eu-north1/e00nowhere"));
        Assert.Contains(report.Lines, line => line.Contains("may push to cr.eu-north1.nebius.cloud/e01abc/app", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_static_key_alone_the_region_has_to_be_written()
    {
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");
        Scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = World.Iam.IssueStaticKey(Scene.Account).Token;

        var registries = await FindAsync("us-central1/u00abc+registry-e01abc/team");

        var problem = Assert.Single(registries.Problems);
        Assert.Equal(MessageCodes.RegionNotFound, problem.Code);
        Assert.StartsWith("The copy to 'registry-e01abc/team' (NebiusCopyTo) can't work.", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n  -p:NebiusCopyTo=us-central1/u00abc+<region>/e01abc/team", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_a_trusted_host_has_without_an_ID_keeps_its_whole_path()
    {
        Scene.Environment["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = "mirror.example";
        var host = RegistryHost.Parse("mirror.example", Scene.Options().Settings);

        var registries = await CopyRegistries.FindAsync("eu-west1/e00abc", host, "team/app", Scene.Options(), TestContext.Current.CancellationToken);

        Assert.Equal("e00abc/team/app", Assert.Single(registries.Found).RepositoryFor("team/app"));
    }

    private static void Is(Advice problem, string code, params string[] words)
    {
        Assert.Equal(code, problem.Code);
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
    }

    private EmulatedRegistry Add(string id, string region, RegistryRights rights = RegistryRights.Push)
    {
        var registry = World.Registries.Add(id, region);
        registry.Grant(Scene.Account, rights);
        return registry;
    }

    private Task<CopyRegistries> FindAsync(string list) =>
        CopyRegistries.FindAsync(list, Hosts.EuWest1, "e00abc/app", Scene.Options(), TestContext.Current.CancellationToken);

    private async Task<(string[] Found, PreflightReport Report)> CheckAsync(string list)
    {
        var registries = await FindAsync(list);
        Assert.Empty(registries.Problems);
        var preflight = new CopyPreflight(new PushPreflight(Scene.Chain())
        {
            Probe = new RegistryProbe { CreateHandler = Scene.CreateRegistryHandler },
            Api = Api,
        });
        var report = await preflight.RunAsync(registries.Found, "e00abc/app", TestContext.Current.CancellationToken);
        return ([.. registries.Found.Select(registry => registry.TargetFor("e00abc/app", []).ToString())], report);
    }
}
