using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// A project that references the package still loads and builds in an older Visual Studio. <see cref="UnsupportedSdks"/> has the text of
/// the error, which only a whole MSBuild can print.
/// </summary>
public sealed class OlderMSBuilds
{
    private static readonly string Targets = Path.Join(PackedPackages.RepositoryRoot, "src/Nebius.Registry.Build/build");

    [Theory]
    [InlineData("16.6.0")]
    [InlineData("17.7.2")]
    public void A_project_builds_and_a_push_to_Nebius_is_an_error(string version)
    {
        using var directory = new TemporaryDirectory();
        var project = directory.File("app.proj");
        directory.Write("app.proj", $"""
            <Project DefaultTargets="Build">
              <PropertyGroup><NETCoreSdkVersion>5.0.408</NETCoreSdkVersion></PropertyGroup>
              <Import Project="{Targets}/Nebius.Registry.Build.props" />
              <Target Name="Build"></Target>
              <Target Name="ComputeContainerConfig"></Target>
              <Import Project="{Targets}/Nebius.Registry.Build.targets" />
            </Project>
            """);
        var msbuild = OlderMSBuild.Install(version, directory.File("msbuild"));

        Dictionary<string, string> none = [];
        Dictionary<string, string> toNebius = new() { ["ContainerRegistry"] = "cr.eu-north1.nebius.cloud" };

        Assert.All([none, toNebius], properties => Assert.True(msbuild.Build(project, "Build", properties).Succeeded));
        Assert.True(msbuild.Build(project, "ComputeContainerConfig", none).Succeeded);
        Assert.All(["ComputeContainerConfig", "NebiusHelmPush", "NebiusDoctor"], target =>
        {
            var (succeeded, log) = msbuild.Build(project, target, toNebius);
            Assert.False(succeeded, log);
            Assert.Contains("_NebiusRefuse", log, StringComparison.Ordinal);
        });
    }
}
