using Nebius.Registry.Emulator;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Preflight;

/// <summary>Each reason why a push would fail has its own code, and is reported before anything is pushed.</summary>
public sealed class PushesThatCannotWork : PreflightScene
{
    [Fact]
    public async Task The_preflight_check_reports_a_revoked_static_key()
    {
        var key = World.Iam.IssueStaticKey(Scene.Account);
        World.Iam.Revoke(key);
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");
        Scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = key.Token;

        var message = await FailsAsync("NEBIUS1401");

        Assert.Contains("rejected the static key in NEBIUS_REGISTRY_STATIC_KEY (HTTP 401", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_preflight_check_reports_a_revoked_authorized_key()
    {
        World.Iam.Revoke(Scene.Account.AuthorizedKey);

        await FailsAsync("NEBIUS1301");
    }

    [Fact]
    public async Task A_missing_credential_is_reported_once_for_push_and_base_image()
    {
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");

        await FailsAsync("NEBIUS1201", Plan with { BaseHost = Hosts.EuWest1, BaseImage = ImageReference.Parse("cr.eu-west1.nebius.cloud/e00abc/base") });
    }

    [Fact]
    public async Task The_preflight_check_reports_an_account_that_may_only_pull()
    {
        Registry.Grant(Scene.Account, RegistryRights.Pull);

        Assert.Contains("'editor'", await FailsAsync("NEBIUS1402"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_preflight_check_reports_a_missing_base_image()
    {
        await World.SeedBaseImageAsync(Registry, "base", "1.0", cancellationToken: TestContext.Current.CancellationToken);

        var message = await FailsAsync(
            "NEBIUS1404", Plan with { BaseHost = Hosts.EuWest1, BaseImage = ImageReference.Parse("cr.eu-west1.nebius.cloud/e00abc/base:9.9") });

        Assert.Contains("'9.9'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_preflight_check_names_the_right_region_of_a_registry_in_another_one()
    {
        World.Registries.Add("e00def", "eu-north1").Grant(Scene.Account, RegistryRights.Push);

        var message = await FailsAsync("NEBIUS1111", Plan with { Repository = "e00def/app" });

        Assert.Contains("-p:NebiusRegion=eu-north1", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_preflight_check_reports_an_unknown_registry()
    {
        var message = await FailsAsync("NEBIUS1403", Plan with { Repository = "e00nowhere/app" });

        Assert.Contains("nebius registry list", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RegistryState.Creating, "being created")]
    [InlineData(RegistryState.Deleting, "being deleted")]
    [InlineData(RegistryState.Suspended, "suspended")]
    public async Task The_preflight_check_reports_a_registry_that_is_not_active(RegistryState state, string said)
    {
        Registry.State = state;

        Assert.Contains(said, await FailsAsync("NEBIUS1112"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_API_leaves_the_registrys_own_answer_as_the_error()
    {
        World.Faults.Add(EmulatorEndpoint.RegistryApi, Fault.Hang(), times: int.MaxValue);
        Timeout = TimeSpan.FromMilliseconds(50);

        await FailsAsync("NEBIUS1403", Plan with { Repository = "e00nowhere/app" });
    }

    [Fact]
    public async Task A_registry_with_an_untrusted_realm_gets_no_credential()
    {
        World.AddHostileHost("evil.example.test");
        World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm("https://evil.example.test/token"), times: int.MaxValue);

        Assert.Contains("evil.example.test", await FailsAsync("NEBIUS1409"), StringComparison.Ordinal);
        Assert.Empty(World.Requests.To(EmulatorEndpoint.HostileHost));
    }

    [Fact]
    public async Task An_untrusted_realm_is_also_reported_when_the_user_gives_the_credential()
    {
        World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm("https://evil.example.test/token"), times: int.MaxValue);

        Assert.Contains("Nothing was pushed", await FailsAsync("NEBIUS1409", Plan with { ForeignCredential = "DOTNET_CONTAINER_REGISTRY_UNAME and _PWORD" }), StringComparison.Ordinal);
        Assert.All(World.Requests.All, request => Assert.False(request.HasAuthorization));
    }

    [Fact]
    public async Task The_preflight_check_reports_a_region_that_does_not_exist()
    {
        var message = await FailsAsync("NEBIUS1407", Plan with { Host = RegistryHost.ForRegion("eu-wset1") });

        Assert.Contains("eu-wset1", message, StringComparison.Ordinal);
    }
}
