using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>How repositories bring packages into their projects, and where they put what they build.</summary>
public sealed class RestoreStyles(PackedPackages packages)
{
    private const string Props = "Directory.Packages.props";

    [Fact]
    public async Task The_package_works_with_central_package_management_and_artifacts_output()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.Write(Props, Central($"""<PackageVersion Include="Nebius.Registry.Build" Version="{scene.PackageVersion}" />"""));
        scene.Write("Directory.Build.props", "<Project><PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup></Project>");
        scene.AddConsole("app", package: """<PackageReference Include="Nebius.Registry.Build" PrivateAssets="all" />""");

        var published = await scene.PublishAsync("app", scene.WithStaticKey);

        published.Pushed(scene.WestRegistry, "app");
        Assert.True(Directory.Exists(Path.Join(scene.Workspace, "artifacts", "publish", "app")));
    }

    [Fact]
    public async Task The_package_works_as_a_global_reference_restored_from_a_lock_file()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.Write(Props, Central($"""<GlobalPackageReference Include="Nebius.Registry.Build" Version="{scene.PackageVersion}" />"""));
        scene.AddConsole("app", package: string.Empty);
        (await scene.DotNetAsync(["restore", "app", "--use-lock-file"])).Succeeds();

        var restored = await scene.DotNetAsync(["restore", "app", "--locked-mode"]);
        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-restore");

        restored.Succeeds();
        var locked = await File.ReadAllTextAsync(
            Path.Join(scene.Workspace, "app", "packages.lock.json"), TestContext.Current.CancellationToken);
        Assert.Contains("Nebius.Registry.Build", locked, StringComparison.Ordinal);
        published.Pushed(scene.WestRegistry, "app");
    }

    private static string Central(string item) => $"""
        <Project>
          <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
          <ItemGroup>{item}</ItemGroup>
        </Project>
        """;
}
