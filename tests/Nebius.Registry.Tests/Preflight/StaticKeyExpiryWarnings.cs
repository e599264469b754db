using Nebius.Registry.Emulator;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Preflight;

/// <summary>A static key doesn't show when it expires; with an access token beside it, the Nebius API does.</summary>
public sealed class StaticKeyExpiryWarnings : PreflightScene
{
    [Fact]
    public async Task A_static_key_that_expires_soon_gets_a_warning_and_is_looked_up_once_a_day()
    {
        GiveKey(expiresIn: TimeSpan.FromDays(12.5));

        var first = await LookAsync();
        var second = await LookAsync();

        Assert.Equal("NEBIUS3006", first!.Code);
        Assert.Contains("in 12 days", first.Message, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Single(World.Requests.To(EmulatorEndpoint.StaticKeyFind));
    }

    [Fact]
    public async Task A_static_key_is_looked_up_again_a_day_later()
    {
        GiveKey(expiresIn: TimeSpan.FromDays(12.5));
        await LookAsync();

        await LookAsync(later: TimeSpan.FromHours(25));

        Assert.Equal(2, World.Requests.To(EmulatorEndpoint.StaticKeyFind).Count);
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(12, 0)]
    public async Task A_static_key_that_lasts_gets_no_warning_and_zero_days_turn_the_warning_off(int expiresInDays, int warningDays)
    {
        GiveKey(expiresIn: TimeSpan.FromDays(expiresInDays));

        Assert.Null(await LookAsync(warningDays));
    }

    [Fact]
    public async Task Without_an_access_token_the_static_key_is_not_looked_up()
    {
        GiveKey(expiresIn: TimeSpan.FromDays(12));
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");

        Assert.Null(await LookAsync());
        Assert.Empty(World.Requests.All);
    }

    [Fact]
    public async Task An_unavailable_API_is_not_asked_about_the_static_key_again_the_same_day()
    {
        GiveKey(expiresIn: TimeSpan.FromDays(12));
        var away = World.Faults.Add(EmulatorEndpoint.StaticKeyFind, Fault.ServiceError(Grpc.Core.StatusCode.Internal, "Broken", RetryType.Nothing), times: int.MaxValue);

        Assert.Null(await LookAsync());
        Assert.Null(await LookAsync());

        Assert.Equal(1, away.Applied);
    }

    [Fact]
    public async Task The_expiry_that_a_user_asks_for_is_found_without_a_cache()
    {
        GiveKey(expiresIn: TimeSpan.FromDays(12.5));
        Scene.Environment["NEBIUS_TOKEN_CACHE"] = "Memory";
        var key = (await Scene.ResolveAsync()).Credential!;

        var end = await new StaticKeyExpiryCheck(Scene.Chain(), Scene.Options().Settings) { Api = Api }
            .AskEndAsync(key, TestContext.Current.CancellationToken);

        Assert.InRange(end!.Value - DateTimeOffset.UtcNow, TimeSpan.FromDays(12), TimeSpan.FromDays(13));
    }

    [Fact]
    public async Task The_cached_expiry_holds_no_secret_and_does_not_name_the_static_key()
    {
        var key = GiveKey(expiresIn: TimeSpan.FromDays(12));

        await LookAsync();

        var note = Assert.Single(Directory.GetFiles(Scene.Home, "*.note", SearchOption.AllDirectories));
        var text = note + await File.ReadAllTextAsync(note, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(key.Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Id, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired", "expired at ")]
    [InlineData("revoked", "The Nebius API doesn't know the key")]
    [InlineData("of another service", "was issued for the service Observability")]
    public async Task A_static_key_that_the_registry_rejects_is_reported_with_the_reason(string what, string said)
    {
        World.Iam.AllowKeyManagement(Scene.Account);
        var key = what switch
        {
            "expired" => World.Iam.IssueStaticKey(Scene.Account, expires: DateTimeOffset.UtcNow.AddDays(-1)),
            "of another service" => World.Iam.IssueStaticKey(Scene.Account, StaticKeyService.Observability),
            _ => World.Iam.IssueStaticKey(Scene.Account),
        };
        if (what == "revoked")
        {
            World.Iam.Revoke(key);
        }

        Scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = key.Token;

        var message = await FailsAsync("NEBIUS1411");

        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains("nebius-registry static-key issue", message, StringComparison.Ordinal);
    }

    private StaticKey GiveKey(TimeSpan expiresIn)
    {
        World.Iam.AllowKeyManagement(Scene.Account);
        var key = World.Iam.IssueStaticKey(Scene.Account, expires: DateTimeOffset.UtcNow + expiresIn);
        Scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = key.Token;
        return key;
    }

    private async Task<Registry.Advice?> LookAsync(int warningDays = 30, TimeSpan later = default)
    {
        var key = (await Scene.ResolveAsync()).Credential!;
        Assert.Equal(CredentialSourceKind.StaticKey, key.Source);
        var api = Api with { Time = new ShiftedTime(later) };
        return await new StaticKeyExpiryCheck(Scene.Chain(), Scene.Options().Settings) { Api = api }
            .LookAsync(key, TimeSpan.FromDays(warningDays), TestContext.Current.CancellationToken);
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
