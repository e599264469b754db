using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Where a scene's builds run, which other tests rely on.</summary>
public sealed class SharedBuildServers(PackedPackages packages)
{
    private const string ServerMode = "/nodemode:8";

    [Fact]
    public async Task A_build_runs_in_the_scene_s_server_unless_it_has_to_be_alone()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.Write("line.proj", """
            <Project>
              <Target Name="Build"><Message Importance="High" Text="$([System.Environment]::CommandLine)" /></Target>
            </Project>
            """);

        var served = await scene.DotNetAsync(["build", "line.proj"]);
        scene.BuildsAlone = true;
        var alone = await scene.DotNetAsync(["build", "line.proj"]);

        served.Succeeds().Says(ServerMode);
        alone.Succeeds().DoesNotSay(ServerMode);
    }
}
