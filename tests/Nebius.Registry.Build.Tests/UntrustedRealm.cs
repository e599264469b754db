using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>If a registry sends its clients to another host for a token, that host gets no credential from the package.</summary>
public sealed class UntrustedRealm(ServedApp app) : IClassFixture<ServedApp>
{
    private const string Host = "token.example.test";

    [Fact]
    public async Task The_diagnosis_of_a_refused_push_does_not_follow_an_untrusted_realm()
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

    // The SDK follows a registry's realm to any host, with the package's credential and with the user's own.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_SDK_does_not_push_to_a_registry_with_an_untrusted_realm(bool withOurCredential)
    {
        app.World.AddHostileHost(Host);
        var hostile = app.World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm($"https://{Host}/v2/token/"), times: int.MaxValue);
        var users = new Dictionary<string, string?> { ["SDK_CONTAINER_REGISTRY_UNAME"] = "iam", ["SDK_CONTAINER_REGISTRY_PWORD"] = app.Scene.StaticKey.Token };

        var published = await app.PublishAloneAsync(withOurCredential ? app.Scene.WithStaticKey : users);

        hostile.Stop();
        published.IsExplained(app.LastLog, "NEBIUS1409", Scene.West, Host);
        Assert.Empty(app.World.Requests.To(Host));
        Assert.DoesNotContain(app.World.Requests.All, request => request.HasAuthorization);
    }

    // Without the preflight check, the package can only report it.
    [Fact]
    public async Task Without_the_preflight_check_an_untrusted_realm_is_reported_after_the_push_and_not_followed()
    {
        app.World.AddHostileHost(Host);
        var hostile = app.World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm($"https://{Host}/v2/token/"), times: int.MaxValue);

        var published = await app.PublishAsync(app.Scene.WithStaticKey, "-p:NebiusPreflight=false");

        hostile.Stop();
        published.IsExplained(app.LastLog, "NEBIUS1409", Scene.West, Host, "revoke");
        var ping = Assert.Single(app.World.Requests.To(EmulatorEndpoint.RegistryPing));
        Assert.False(ping.HasAuthorization);
        Assert.DoesNotContain(app.World.Requests.To(Host), request => request.Number > ping.Number);
    }
}
