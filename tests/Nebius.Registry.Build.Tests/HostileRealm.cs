using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A registry that sends its clients elsewhere for a token gets no credential of ours there.</summary>
public sealed class UntrustedRealm(BuiltApp app) : IClassFixture<BuiltApp>
{
    private const string Host = "token.example.test";

    [Fact]
    public async Task We_do_not_follow_it_when_we_ask_again()
    {
        app.World.AddHostileHost(Host);
        var refused = app.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Denied());
        var hostile = refused.Met.ContinueWith(
            _ => app.World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm($"https://{Host}/v2/token/"), times: int.MaxValue),
            TestContext.Current.CancellationToken,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

        var published = await app.PublishAsync(app.Scene.WithStaticKey);

        (await hostile).Stop();
        published.IsExplained(app.LastLog, "NEBIUS1409", Scene.West, Host, "revoke");
        Assert.Empty(app.World.Requests.To(Host));
    }

    // The SDK goes wherever a registry's realm says, with our credential and with the user's own.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_sdk_is_not_let_loose_on_it(bool withOurCredential)
    {
        app.World.AddHostileHost(Host);
        var hostile = app.World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm($"https://{Host}/v2/token/"), times: int.MaxValue);
        var users = new Dictionary<string, string?> { ["SDK_CONTAINER_REGISTRY_UNAME"] = "iam", ["SDK_CONTAINER_REGISTRY_PWORD"] = app.Scene.StaticKey.Token };

        var published = await app.PublishAsync(withOurCredential ? app.Scene.WithStaticKey : users);

        hostile.Stop();
        published.IsExplained(app.LastLog, "NEBIUS1409", Scene.West, Host);
        Assert.Empty(app.World.Requests.To(Host));
        Assert.DoesNotContain(app.World.Requests.All, request => request.HasAuthorization);
    }

    // Whoever switches the preflight off can only be told.
    [Fact]
    public async Task When_the_sdk_has_followed_it_we_say_so_and_do_not()
    {
        app.World.AddHostileHost(Host);
        var hostile = app.World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm($"https://{Host}/v2/token/"), times: int.MaxValue);

        var published = await app.PublishAsync(app.Scene.WithStaticKey, "-p:NebiusPreflight=false");

        hostile.Stop();
        published.IsExplained(app.LastLog, "NEBIUS1409", Scene.West, Host, "revoke");
        var ours = Assert.Single(app.World.Requests.To(EmulatorEndpoint.RegistryPing));
        Assert.False(ours.HasAuthorization);
        Assert.DoesNotContain(app.World.Requests.To(Host), request => request.Number > ours.Number);
    }
}
