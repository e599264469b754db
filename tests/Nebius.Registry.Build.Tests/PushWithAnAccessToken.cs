using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

public sealed class PushWithAnAccessToken(PackedPackages packages)
{
    [Theory]
    [InlineData("Bearer")]
    [InlineData("Basic")]
    public async Task An_access_token_is_used_as_it_is_without_an_exchange(string challenge)
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: true);
        if (challenge == "Basic")
        {
            scene.World.UseBasicChallenge(Scene.West);
        }

        scene.AddBuiltApp();

        var published = await scene.PublishAsync(
            "app", new Dictionary<string, string?> { ["NEBIUS_IAM_TOKEN"] = scene.World.Iam.IssueAccessToken(scene.Account).Value }, "--no-build");

        published.Pushed(scene.WestRegistry, "app");
        published.Says($"Nebius: push to {Scene.West} as iam with AccessToken (NEBIUS_IAM_TOKEN)");
        Assert.Equal(0, scene.World.Iam.ExchangeCount);
        var writes = scene.World.Requests.To(EmulatorEndpoint.ManifestWrite);
        Assert.All(writes, request => Assert.Equal(challenge, request.AuthorizationScheme));
        Assert.Equal(challenge == "Bearer", scene.World.Requests.To(EmulatorEndpoint.RegistryToken).Count > 0);
    }
}
