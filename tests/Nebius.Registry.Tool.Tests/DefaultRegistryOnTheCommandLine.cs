using System.Runtime.Versioning;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>A command that names no registry uses the one of NEBIUS_REGION.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DefaultRegistryOnTheCommandLine(InstalledTool tool)
{
    [Theory]
    [InlineData("doctor")]
    [InlineData("logout")]
    public async Task The_region_of_the_environment_is_the_default_and_is_named(string command)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_REGION"] = "eu-west1" };

        var ran = await scene.RunAsync(tool.File, [command], tool.With(environment));

        ran.Says($"the registry is {Scene.West}, from NEBIUS_REGION");
    }

    [Theory]
    [InlineData("login")]
    [InlineData("logout")]
    public async Task No_registry_and_no_default_is_a_usage_error(string command)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await scene.RunAsync(tool.File, [command], tool.With(scene.WithStaticKey));

        ran.Says("No registry given. Name one, or set NEBIUS_REGION:").Says($"nebius-registry {command} eu-north1");
        Assert.NotEqual(0, ran.ExitCode);
        Assert.Empty(scene.World.Requests.All);
    }
}
