using Nebius.Registry.Emulator;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Preflight;

/// <summary>The requests of a preflight check that succeeds, and that it leaves nothing behind.</summary>
public sealed class PushesThatCanWork : PreflightScene
{
    [Fact]
    public async Task The_preflight_check_opens_and_cancels_an_upload_over_one_connection()
    {
        var report = await RunAsync();

        Assert.Empty(report.Problems);
        Assert.Contains("may push to cr.eu-west1.nebius.cloud/e00abc/app", Assert.Single(report.Lines), StringComparison.Ordinal);
        Assert.Single(World.Requests.To(EmulatorEndpoint.UploadStart));
        Assert.Equal("DELETE", Assert.Single(World.Requests.To(EmulatorEndpoint.UploadSession)).Method);
        Assert.Equal(2, World.Proxy.TunnelCount); // IAM's and the registry's.
    }

    [Fact]
    public async Task The_preflight_check_of_a_base_image_in_the_same_registry_reuses_connection_and_token()
    {
        await World.SeedBaseImageAsync(Registry, "base", "1.0", cancellationToken: TestContext.Current.CancellationToken);

        var report = await RunAsync(Plan with { BaseHost = Hosts.EuWest1, BaseImage = ImageReference.Parse("cr.eu-west1.nebius.cloud/e00abc/base:1.0") });

        Assert.Empty(report.Problems);
        Assert.Equal(2, report.Lines.Count);
        Assert.Equal(1, World.Iam.ExchangeCount);
        Assert.Equal(2, World.Proxy.TunnelCount);
        Assert.Single(World.Requests.To(EmulatorEndpoint.RegistryPing));
    }

    [Fact]
    public async Task The_preflight_check_of_a_base_image_in_another_region_has_its_own_connection()
    {
        var north = World.Registries.Add("e00def", "eu-north1");
        north.Grant(Scene.Account, RegistryRights.Pull);
        await World.SeedBaseImageAsync(north, "base", "1.0", cancellationToken: TestContext.Current.CancellationToken);

        var report = await RunAsync(Plan with
        {
            BaseHost = RegistryHost.ForRegion("eu-north1"),
            BaseImage = ImageReference.Parse("cr.eu-north1.nebius.cloud/e00def/base:1.0"),
        });

        Assert.Empty(report.Problems);
        Assert.Equal(3, World.Proxy.TunnelCount);
    }

    [Fact]
    public async Task A_cached_token_that_the_registry_rejects_is_renewed_once()
    {
        await RunAsync();
        foreach (var token in World.Iam.AccessTokens)
        {
            World.Iam.Revoke(token);
        }

        var report = await RunAsync();

        Assert.Empty(report.Problems);
        Assert.Equal(2, World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task The_preflight_check_sends_nothing_when_no_Nebius_registry_is_involved()
    {
        var report = await RunAsync(new PushPlan());

        Assert.Equal(0, report.Problems.Count + report.Lines.Count + report.Gaps.Count);
        Assert.Empty(World.Requests.All);
    }

    [Theory]
    [InlineData(EmulatorEndpoint.UploadStart)]
    [InlineData(EmulatorEndpoint.RegistryToken)]
    public async Task A_registry_that_is_briefly_unavailable_does_not_stop_the_build(EmulatorEndpoint where)
    {
        World.Faults.Add(where, Fault.Status(503), times: int.MaxValue);

        var report = await RunAsync();

        Assert.Empty(report.Problems);
        Assert.Contains("Can't tell yet whether", Assert.Single(report.Gaps), StringComparison.Ordinal);
    }

    // A registry that the user trusts may have its token server elsewhere; the SDK sends the credential there, the library doesn't.
    [Fact]
    public async Task A_trusted_registry_with_a_token_endpoint_on_another_host_is_not_asked_and_does_not_stop_the_build()
    {
        var host = World.LocalRegistryHost;
        World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm("https://token.example.test/token"), times: int.MaxValue);

        var report = await RunAsync(Plan with { Host = Hosts.Trusted(host) });

        Assert.Empty(report.Problems);
        Assert.Contains("token.example.test", Assert.Single(report.Gaps), StringComparison.Ordinal);
        Assert.All(World.Requests.To(host), request => Assert.False(request.HasAuthorization));
    }

    // The SDK exchanges an identity token; the library can't, and leaves such a push to the SDK.
    [Fact]
    public async Task A_trusted_registry_with_a_login_that_only_the_SDK_supports_does_not_stop_the_build()
    {
        var host = World.LocalRegistryHost;
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");
        var folder = Path.Join(Scene.Environment["HOME"], ".docker");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            Path.Join(folder, "config.json"),
            $$"""{ "auths": { "{{host}}": { "auth": "dXNlcjo=", "identitytoken": "of another kind" } } }""",
            TestContext.Current.CancellationToken);

        var report = await RunAsync(Plan with { Host = Hosts.Trusted(host) });

        Assert.Empty(report.Problems);
        Assert.Contains("can't be checked before the push", Assert.Single(report.Gaps), StringComparison.Ordinal);
    }

    // Before the build, a target may still complete a repository without a registry ID.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_check_of_a_guessed_repository_does_not_stop_the_build(bool isGuess)
    {
        var report = await RunAsync(Plan with { Repository = "app", IsGuess = isGuess });

        Assert.Equal(isGuess ? 0 : 1, report.Problems.Count);
        Assert.Equal(isGuess ? 1 : 0, report.Gaps.Count);
    }

    [Fact]
    public async Task A_missing_credential_for_the_base_image_alone_does_not_stop_the_build()
    {
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");

        var report = await RunAsync(new PushPlan { BaseHost = Hosts.EuWest1, BaseImage = ImageReference.Parse("cr.eu-west1.nebius.cloud/e00abc/base") });

        Assert.Empty(report.Problems);
        Assert.Single(report.Gaps);
    }
}
