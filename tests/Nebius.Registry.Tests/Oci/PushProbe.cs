using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Oci;

/// <summary>The results of a probe at the emulator, which answers as the real registry is known to answer.</summary>
public sealed class PushProbe
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_push_probe_accepts_a_valid_credential_and_leaves_nothing_behind(bool basic)
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var (registry, account) = Prepare(world);
        registry.Grant(account, RegistryRights.Push);
        if (basic)
        {
            world.UseBasicChallenge("cr.eu-west1.nebius.cloud");
        }

        var result = await Push(world, world.Iam.IssueStaticKey(account).Token);

        Assert.Equal(ProbeStatus.Accepted, result.Status);
        Assert.Equal(202, result.HttpStatus);
        Assert.NotNull(result.ServerDate);
        Assert.Single(world.Requests.To(EmulatorEndpoint.UploadStart));
        Assert.Single(world.Requests.To(EmulatorEndpoint.UploadSession));
        Assert.Equal(basic ? 0 : 1, world.Requests.To(EmulatorEndpoint.RegistryToken).Count);
    }

    [Fact]
    public async Task A_push_probe_accepts_an_access_token_like_a_static_key()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var (registry, account) = Prepare(world);
        registry.Grant(account, RegistryRights.Push);

        var result = await Push(world, world.Iam.IssueAccessToken(account).Value);

        Assert.Equal(ProbeStatus.Accepted, result.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_push_probe_with_a_revoked_key_is_unauthorized(bool basic)
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var (registry, account) = Prepare(world);
        registry.Grant(account, RegistryRights.Push);
        var key = world.Iam.IssueStaticKey(account);
        world.Iam.Revoke(key);
        if (basic)
        {
            world.UseBasicChallenge("cr.eu-west1.nebius.cloud");
        }

        var result = await Push(world, key.Token);

        Assert.Equal(ProbeStatus.Unauthorized, result.Status);
        Assert.Equal(401, result.HttpStatus);
        Assert.StartsWith("UNAUTHORIZED: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RegistryRights.None, RegistryAction.Push, nameof(ProbeStatus.Denied))]
    [InlineData(RegistryRights.Pull, RegistryAction.Push, nameof(ProbeStatus.Denied))]
    [InlineData(RegistryRights.None, RegistryAction.Pull, nameof(ProbeStatus.Denied))]
    [InlineData(RegistryRights.Pull, RegistryAction.Pull, nameof(ProbeStatus.Accepted))]
    [InlineData(RegistryRights.Push, RegistryAction.Pull, nameof(ProbeStatus.Accepted))]
    public async Task The_probe_tells_push_rights_from_pull_rights(RegistryRights rights, RegistryAction action, string expected)
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var (registry, account) = Prepare(world);
        registry.Grant(account, rights);
        await world.SeedBaseImageAsync(registry, "app", "1.0", cancellationToken: Cancel);

        var result = await Probe(world, world.Iam.IssueStaticKey(account).Token, "e00abc/app", action, "1.0");

        Assert.Equal(expected, result.Status.ToString());
    }

    [Fact]
    public async Task The_probe_tells_an_unknown_registry_from_an_unknown_tag()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var (registry, account) = Prepare(world);
        registry.Grant(account, RegistryRights.Push);
        await world.SeedBaseImageAsync(registry, "app", "1.0", cancellationToken: Cancel);
        var password = world.Iam.IssueStaticKey(account).Token;

        var unknownRegistry = await Probe(world, password, "e00zzz/app", RegistryAction.Push, null);
        var unknownTag = await Probe(world, password, "e00abc/app", RegistryAction.Pull, "2.0");
        var anyTag = await Probe(world, password, "e00abc/app", RegistryAction.Pull, null);

        Assert.Equal(ProbeStatus.NameUnknown, unknownRegistry.Status);
        Assert.StartsWith("NAME_UNKNOWN: ", unknownRegistry.Error, StringComparison.Ordinal);
        Assert.Equal(ProbeStatus.ManifestUnknown, unknownTag.Status);
        Assert.Equal(ProbeStatus.Accepted, anyTag.Status);
    }

    [Fact]
    public async Task The_probe_sends_no_credential_to_a_realm_on_another_host()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var (_, account) = Prepare(world);
        world.AddHostileHost("cr.eu-west1.nebius.cloud.example.test");
        world.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm("https://cr.eu-west1.nebius.cloud.example.test/token"));

        var result = await Push(world, world.Iam.IssueStaticKey(account).Token);

        Assert.Equal(ProbeStatus.UntrustedRealm, result.Status);
        Assert.Equal("https://cr.eu-west1.nebius.cloud.example.test/token", result.Error);
        Assert.Empty(world.Requests.To(EmulatorEndpoint.HostileHost));
    }

    [Fact]
    public async Task The_probe_ends_at_an_untrusted_certificate()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var probe = new RegistryProbe { CreateHandler = () => new SocketsHttpHandler { Proxy = new System.Net.WebProxy(world.ProxyAddress) } };

        var result = await probe.ProbeAsync(Hosts.Credential("v1.CANARY"), "e00abc/app", RegistryAction.Push, null, Cancel);

        Assert.Equal(ProbeStatus.TlsFailure, result.Status);
        Assert.Empty(world.Requests.All);
    }

    [Fact]
    public async Task The_probe_reports_a_proxy_that_refuses_an_unknown_region()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var probe = new RegistryProbe { CreateHandler = world.CreateHandler };
        var credential = Hosts.Credential("v1.CANARY", RegistryHost.ForRegion("eu-west9"));

        var result = await probe.ProbeAsync(credential, "e00abc/app", RegistryAction.Push, null, Cancel);

        Assert.Equal(ProbeStatus.ProxyFailure, result.Status);
    }

    [Fact]
    public async Task The_probe_works_over_plain_HTTP_on_this_machine()
    {
        await using var world = await EmulatorWorld.StartAsync(new EmulatorOptions { LocalhostRegion = "eu-west1" }, Cancel);
        var (registry, account) = Prepare(world);
        registry.Grant(account, RegistryRights.Push);
        var credential = Hosts.Credential(world.Iam.IssueStaticKey(account).Token, Hosts.Trusted(world.LocalRegistryHost));

        var result = await new RegistryProbe().ProbeAsync(credential, "e00abc/app", RegistryAction.Push, null, Cancel);

        Assert.Equal(ProbeStatus.Accepted, result.Status);
    }

    private static (EmulatedRegistry Registry, ServiceAccount Account) Prepare(EmulatorWorld world) =>
        (world.Registries.Add("e00abc", "eu-west1"), world.Iam.AddServiceAccount());

    private static Task<ProbeResult> Push(EmulatorWorld world, string password) =>
        Probe(world, password, "e00abc/app", RegistryAction.Push, null);

    private static Task<ProbeResult> Probe(
        EmulatorWorld world, string password, string repository, RegistryAction action, string? reference) =>
        new RegistryProbe { CreateHandler = world.CreateHandler }.ProbeAsync(Hosts.Credential(password), repository, action, reference, Cancel);
}
