using System.Text;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A stale `docker login` for the same registry does not get in the way.</summary>
public sealed class BadDockerLogin(BuiltApp app) : IClassFixture<BuiltApp>
{
    [Fact]
    public async Task Our_credential_comes_before_it()
    {
        var published = await app.PublishAsync(WithBadLogin());

        published.Succeeds();
        Assert.NotNull(app.Scene.WestRegistry.FindManifest(BuiltApp.Repository, "latest"));
    }

    [Fact]
    public async Task The_same_with_the_package_switched_off_fails()
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
