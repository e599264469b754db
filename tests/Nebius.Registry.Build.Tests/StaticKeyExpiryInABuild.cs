using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A static key doesn't show when it expires. With an access token beside it, the package can look it up.</summary>
public sealed class StaticKeyExpiryInABuild(ServedApp app) : IClassFixture<ServedApp>
{
    [Fact]
    public async Task A_static_key_that_expires_soon_is_a_warning_that_fails_no_build()
    {
        var environment = Keys(expiresIn: TimeSpan.FromDays(12.5));

        var published = await app.PublishAsync(environment, "-warnaserror");

        published.Pushed(app.Scene.WestRegistry, BuiltApp.Repository);
        published.Says("warning NEBIUS3006").Says("in 12 days");

        var again = await app.PublishAsync(environment, "-p:NebiusStaticKeyExpiryWarningDays=7");

        again.Succeeds().DoesNotSay("NEBIUS3006");
        Assert.Empty(app.World.Requests.To(EmulatorEndpoint.StaticKeyFind));

        // A key that only a copy uses.
        environment["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1"] = app.Scene.StaticKey.Token;
        environment.Remove("NEBIUS_REGISTRY_STATIC_KEY", out var key);
        environment["NEBIUS_REGISTRY_STATIC_KEY_EU_NORTH1"] = key;

        var copied = await app.PublishAsync(environment, "-p:NebiusCopyTo=eu-north1/e00def");

        copied.Succeeds().Says("warning NEBIUS3006: The static key in NEBIUS_REGISTRY_STATIC_KEY_EU_NORTH1 expires at ");
    }

    [Theory]
    [InlineData("Auto")]
    [InlineData("false")]
    public async Task A_static_key_that_has_expired_is_reported_as_expired(string preflight)
    {
        var published = await app.PublishAsync(Keys(expiresIn: TimeSpan.FromDays(-1)), $"-p:NebiusPreflight={preflight}");

        published.IsExplained(app.LastLog, "NEBIUS1411", "expired at ", "nebius-registry static-key issue");
    }

    private Dictionary<string, string?> Keys(TimeSpan expiresIn)
    {
        app.World.Iam.AllowKeyManagement(app.Scene.Account);
        var key = app.World.Iam.IssueStaticKey(app.Scene.Account, expires: DateTimeOffset.UtcNow + expiresIn);
        return new(app.Scene.WithAuthorizedKey) { ["NEBIUS_REGISTRY_STATIC_KEY"] = key.Token };
    }
}
