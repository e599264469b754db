using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.Iam;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

public sealed class RegistriesOfTheApi
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("e00abc")]
    [InlineData("registry-e00abc")]
    public async Task A_registry_is_found_by_either_form_of_its_id(string id)
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var account = world.Iam.AddServiceAccount();
        var registry = world.Registries.Add("e00abc", "me-west1");
        registry.Grant(account, RegistryRights.Pull);

        var facts = await Api(world, Token(world, account)).FindAsync(id, Cancel);

        Assert.NotNull(facts);
        Assert.Equal(("registry-e00abc", "cr.me-west1.nebius.cloud", "Active"), (facts.Id, facts.Host, facts.State.ToString()));
        Assert.Equal("Bearer", Assert.Single(world.Requests.To(EmulatorEndpoint.RegistryApi)).AuthorizationScheme);
    }

    [Theory]
    [InlineData(0, "Creating")]
    [InlineData(2, "Deleting")]
    [InlineData(3, "Suspended")]
    [InlineData(17, "Unknown")]
    public async Task A_registry_state_that_is_not_known_yet_is_Unknown(int number, string expected)
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var account = world.Iam.AddServiceAccount();
        var registry = world.Registries.Add("e00abc", "eu-west1");
        registry.Grant(account, RegistryRights.Pull);
        registry.State = (Nebius.Registry.Emulator.RegistryState)number;

        var facts = await Api(world, Token(world, account)).FindAsync("e00abc", Cancel);

        Assert.Equal(expected, facts!.State.ToString());
    }

    [Fact]
    public async Task A_registry_that_the_API_does_not_know_is_null()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);

        Assert.Null(await Api(world, Token(world, world.Iam.AddServiceAccount())).FindAsync("e00none", Cancel));
    }

    [Fact]
    public async Task A_refused_API_call_and_an_unreachable_API_are_different_errors()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var account = world.Iam.AddServiceAccount();
        world.Registries.Add("e00abc", "eu-west1");
        var token = Token(world, account);

        var denied = await FailsAsync(world, MessageCodes.ApiDenied, token);
        Assert.False(denied.IsUnanswered);
        Assert.Contains("--resource-id registry-e00abc --role viewer", denied.Message, StringComparison.Ordinal);

        var unknown = await FailsAsync(world, MessageCodes.ApiUnauthenticated, new Secret("ne1CANARYcanaryCANARY0123456789"));
        Assert.False(unknown.IsUnanswered);
        Assert.True(unknown.IsUnauthenticated);

        world.Faults.Add(EmulatorEndpoint.RegistryApi, Fault.Unavailable(), times: 5);
        var away = await FailsAsync(world, MessageCodes.ApiUnreachable, token);
        Assert.True(away.IsUnanswered);
        Assert.Contains("registry.api.nebius.cloud", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_registry_id_is_refused_before_any_API_call()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);

        await Leaks.FailsWithAsync(
            MessageCodes.InvalidRegistryId, () => Api(world, new Secret("ne1canary")).FindAsync("project-e00abc", Cancel), "ne1canary");

        Assert.Empty(world.Requests.To(EmulatorEndpoint.RegistryApi));
    }

    [Fact]
    public async Task A_token_that_the_API_rejects_is_reported_with_its_source()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);

        var failure = await FailsAsync(world, MessageCodes.ApiUnauthenticated, new Secret("ne1CANARYcanaryCANARY0123456789"));

        Assert.Contains("rejected the access token from NEBIUS_AUTHORIZED_KEY (", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Check NEBIUS_AUTHORIZED_KEY", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unset NEBIUS_IAM_TOKEN", failure.Message, StringComparison.Ordinal);
    }

    private static RegistryApi Api(EmulatorWorld world, Secret token)
    {
        var from = new ApiToken { Password = token, Source = CredentialSourceKind.AuthorizedKey, Origin = EnvironmentVariables.AuthorizedKey };
        return new ApiClients { CreateHandler = world.CreateHandler, Time = new InstantTime() }.Registries(from);
    }

    private static Secret Token(EmulatorWorld world, ServiceAccount account) => new(world.Iam.IssueAccessToken(account).Value);

    private static Task<NebiusRegistryException> FailsAsync(EmulatorWorld world, string code, Secret token) =>
        Leaks.FailsWithAsync(code, () => Api(world, token).FindAsync("e00abc", Cancel), [.. world.Secrets, token.Reveal()]);
}
