using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Without an access token for an authorized key, the build ends before a credential is sent to a registry.</summary>
public sealed class RefusedByIam(ServedApp app) : IClassFixture<ServedApp>
{
    [Fact]
    public async Task A_revoked_authorized_key_ends_the_build_before_the_registry_is_asked()
    {
        var account = app.World.Iam.AddServiceAccount();
        app.World.Iam.Revoke(account.AuthorizedKey);

        var published = await app.PublishAsync(new Dictionary<string, string?> { ["NEBIUS_AUTHORIZED_KEY"] = account.AuthorizedKey.Json });

        published.IsExplained(app.LastLog, "NEBIUS1301", account.Id, "request ID", "nebius iam auth-public-key");
        NothingWasSentToTheRegistry();
    }

    [Fact]
    public async Task A_short_outage_of_IAM_is_retried()
    {
        var unavailable = app.World.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Unavailable(), times: 2);

        var published = await app.PublishAsync(app.Scene.WithAuthorizedKey);

        published.Succeeds().Says("with AuthorizedKey (NEBIUS_AUTHORIZED_KEY_FILE)").Says(app.Scene.Account.Id).Says("expires ");
        Assert.Equal(2, unavailable.Applied);
        Assert.NotNull(app.Scene.WestRegistry.FindManifest(BuiltApp.Repository, "latest"));
    }

    [Fact]
    public async Task An_IAM_that_stays_unavailable_ends_the_build()
    {
        var unavailable = app.World.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Unavailable(), times: int.MaxValue);

        var published = await app.PublishAsync(WithAnotherKey());

        unavailable.Stop();
        published.IsExplained(app.LastLog, "NEBIUS1302", "tokens.iam.api.nebius.cloud", "UNAVAILABLE", "request ID");
        NothingWasSentToTheRegistry();
    }

    [Fact]
    public async Task An_IAM_that_cannot_be_reached_ends_the_build()
    {
        var cut = app.World.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Cut(), times: int.MaxValue);

        var published = await app.PublishAsync(WithAnotherKey());

        cut.Stop();
        published.IsExplained(app.LastLog, "NEBIUS1302", "tokens.iam.api.nebius.cloud", "curl -v");
        NothingWasSentToTheRegistry();
    }

    // The server's process caches the token of a key that another case has exchanged.
    private Dictionary<string, string?> WithAnotherKey() => new() { ["NEBIUS_AUTHORIZED_KEY"] = app.World.Iam.AddServiceAccount().AuthorizedKey.Json };

    // An anonymous request may have been sent.
    private void NothingWasSentToTheRegistry() => Assert.All(app.World.Requests.To(Scene.West), request =>
    {
        Assert.Equal("/v2/", request.Path);
        Assert.False(request.HasAuthorization);
    });
}
