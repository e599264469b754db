using Nebius.Registry.Emulator;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Preflight;

/// <summary>A cached access token that the Nebius API rejects is renewed, once; one that the user gave is not.</summary>
public sealed class RefusedAccessTokens : PreflightScene
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looking_up_a_registry_renews_a_cached_token_that_is_rejected()
    {
        await KeepRefusedTokenAsync();

        var host = await new RegistryLocator(Scene.Options()).FindAsync("e00abc", Cancel);

        Assert.Equal(Hosts.EuWest1, host);
        AssertAskedTwice(EmulatorEndpoint.RegistryApi);
    }

    [Fact]
    public async Task An_access_token_that_is_rejected_twice_is_reported_with_its_source()
    {
        await KeepRefusedTokenAsync();
        World.Faults.Add(EmulatorEndpoint.RegistryApi, Fault.Grpc(Grpc.Core.StatusCode.Unauthenticated), times: int.MaxValue);

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.RegionNotFound, () => new RegistryLocator(Scene.Options()).FindAsync("e00abc", Cancel), [.. World.Secrets]);

        Assert.Contains("NEBIUS_AUTHORIZED_KEY", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unset NEBIUS_IAM_TOKEN", failure.Message, StringComparison.Ordinal);
        AssertAskedTwice(EmulatorEndpoint.RegistryApi);
    }

    [Fact]
    public async Task A_rejected_access_token_that_the_user_set_is_not_tried_again()
    {
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");
        Scene.Environment["NEBIUS_IAM_TOKEN"] = "ne1CANARYcanaryCANARY0123456789";

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.RegionNotFound, () => new RegistryLocator(Scene.Options()).FindAsync("e00abc", Cancel), "CANARYcanary");

        Assert.Contains("unset NEBIUS_IAM_TOKEN", failure.Message, StringComparison.Ordinal);
        Assert.Single(World.Requests.To(EmulatorEndpoint.RegistryApi));
    }

    [Fact]
    public async Task The_static_key_expiry_check_renews_a_cached_token_that_is_rejected()
    {
        World.Iam.AllowKeyManagement(Scene.Account);
        await KeepRefusedTokenAsync();
        var key = World.Iam.IssueStaticKey(Scene.Account, expires: DateTimeOffset.UtcNow.AddDays(3));

        var advice = await new StaticKeyExpiryCheck(Scene.Chain(), Scene.Options().Settings) { Api = Api }
            .LookAsync(Hosts.Credential(key.Token), TimeSpan.FromDays(30), Cancel);

        Assert.Equal(MessageCodes.StaticKeyExpiresSoon, advice?.Code);
        AssertAskedTwice(EmulatorEndpoint.StaticKeyFind);
    }

    [Theory]
    [InlineData("NEBIUS1411")]
    [InlineData("NEBIUS1112")]
    public async Task The_diagnosis_of_a_refused_push_renews_a_cached_token_that_is_rejected(string code)
    {
        World.Iam.AllowKeyManagement(Scene.Account);
        await KeepRefusedTokenAsync();
        var key = World.Iam.IssueStaticKey(Scene.Account);
        Scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = key.Token;
        if (code == "NEBIUS1411")
        {
            World.Iam.Revoke(key);
        }
        else
        {
            Registry.State = RegistryState.Suspended;
        }

        await FailsAsync(code);

        AssertAskedTwice(code == "NEBIUS1411" ? EmulatorEndpoint.StaticKeyFind : EmulatorEndpoint.RegistryApi);
    }

    // Caches a token as an earlier build does, and revokes it.
    private async Task KeepRefusedTokenAsync()
    {
        var token = await Scene.Chain().ResolveAccessTokenAsync(Cancel);
        World.Iam.RevokeAccessToken(token.Token.Reveal());
        Assert.Equal(1, World.Iam.ExchangeCount);
    }

    private void AssertAskedTwice(EmulatorEndpoint endpoint)
    {
        Assert.Equal(2, World.Requests.To(endpoint).Count);
        Assert.Equal(2, World.Iam.ExchangeCount);
    }
}
