using Nebius.Registry.Emulator;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Preflight;

/// <summary>A static key says nothing of its end: with an access token beside it, Nebius's API does.</summary>
public sealed class StaticKeysInSight : PreflightScene
{
    [Fact]
    public async Task One_that_expires_soon_is_told_and_looked_up_once_a_day()
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
    public async Task A_day_later_it_is_looked_up_again()
    {
        GiveKey(expiresIn: TimeSpan.FromDays(12.5));
        await LookAsync();

        await LookAsync(later: TimeSpan.FromHours(25));

        Assert.Equal(2, World.Requests.To(EmulatorEndpoint.StaticKeyFind).Count);
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(12, 0)]
    public async Task One_that_lasts_or_is_not_to_be_told_is_not_told(int expiresInDays, int warningDays)
    {
        GiveKey(expiresIn: TimeSpan.FromDays(expiresInDays));

        Assert.Null(await LookAsync(warningDays));
    }

    [Fact]
    public async Task Without_an_access_token_nothing_is_asked()
    {
        GiveKey(expiresIn: TimeSpan.FromDays(12));
        Scene.Environment.Remove("NEBIUS_AUTHORIZED_KEY");

        Assert.Null(await LookAsync());
        Assert.Empty(World.Requests.All);
    }

    [Fact]
    public async Task An_API_that_is_away_is_not_asked_again_the_same_day()
    {
        GiveKey(expiresIn: TimeSpan.FromDays(12));
        var away = World.Faults.Add(EmulatorEndpoint.StaticKeyFind, Fault.ServiceError(Grpc.Core.StatusCode.Internal, "Broken", RetryType.Nothing), times: int.MaxValue);

        Assert.Null(await LookAsync());
        Assert.Null(await LookAsync());

        Assert.Equal(1, away.Applied);
    }

    [Fact]
    public async Task What_is_remembered_is_no_secret_and_does_not_name_the_key()
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
    [InlineData("revoked", "Nebius's API does not know it")]
    [InlineData("of another service", "is for the service Observability")]
    public async Task One_that_the_registry_does_not_accept_is_told_why(string what, string said)
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
        Assert.Contains("nebius iam static-key issue", message, StringComparison.Ordinal);
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
