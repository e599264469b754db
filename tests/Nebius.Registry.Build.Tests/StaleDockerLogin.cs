using System.Text;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A stale `docker login` for the same registry does not get in the way.</summary>
public sealed class StaleDockerLogin(ServedApp app) : IClassFixture<ServedApp>
{
    [Fact]
    public async Task The_packages_credential_wins_over_a_stale_docker_login()
    {
        var published = await app.PublishAsync(WithBadLogin());

        published.Succeeds();
        Assert.NotNull(app.Scene.WestRegistry.FindManifest(ServedApp.Repository, "latest"));
    }

    [Fact]
    public async Task A_push_with_a_stale_docker_login_fails_when_the_package_is_switched_off()
    {
        var published = await app.PublishAsync(WithBadLogin(), "-p:NebiusRegistryEnabled=false", "-p:ContainerRepository=e00abc/app");

        published.Fails().Says("CONTAINER1016").DoesNotSay("NEBIUS");
        Assert.Contains(app.World.Requests.To(Scene.West), request => request.AuthorizationScheme == "Basic");
    }

    private Dictionary<string, string?> WithBadLogin()
    {
        var folder = Path.Join(app.Scene.Home, "docker");
        Directory.CreateDirectory(folder);
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes("iam:stale"));
        File.WriteAllText(Path.Join(folder, "config.json"), $$"""{ "auths": { "{{Scene.West}}": { "auth": "{{login}}" } } }""");
        return new Dictionary<string, string?>(app.Scene.WithStaticKey) { ["DOCKER_CONFIG"] = folder };
    }
}
