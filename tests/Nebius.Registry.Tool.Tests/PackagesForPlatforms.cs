using System.IO.Compression;
using System.Xml.Linq;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The package that a platform gets: native code for linux-x64, and for all others a program that .NET starts.</summary>
public sealed class PackagesForPlatforms(InstalledTool tool)
{
    [Fact]
    public async Task On_linux_x64_the_command_is_native_and_needs_no_runtime()
    {
        Testing.Tool.Require("gcc");
        await using var scene = await Scene.StartAsync(tool.Packages);

        var result = await scene.RunAsync(tool.File, ["docker-credential", "version"], new Dictionary<string, string?> { ["DOTNET_ROOT"] = "/nowhere", ["PATH"] = "/nowhere" });

        result.Succeeds();
        Assert.Contains(tool.Packages.Version, result.Output, StringComparison.Ordinal);
        var program = File.ResolveLinkTarget(tool.File, returnFinalTarget: true)!;
        Assert.Equal([program.Name], Directory.GetFiles(Path.GetDirectoryName(program.FullName)!).Select(Path.GetFileName).Where(name => name!.StartsWith("nebius-registry", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("any")]
    [InlineData("linux-musl-x64")]
    public async Task The_portable_command_exchanges_a_key(string platform)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var folder = Path.Join(scene.Workspace, "portable");
        await tool.InstallAsync($"Nebius.Registry.Tool.{platform}", folder);
        var answer = Path.Join(scene.Secrets, "answer");

        var result = await scene.RunAsync(
            "sh",
            ["-c", $"printf {Scene.West} | docker-credential-nebius-registry get > '{answer}'"],
            new Dictionary<string, string?>(scene.WithAuthorizedKey) { ["PATH"] = Script.Path(folder) });

        result.Succeeds();
        Assert.Contains("\"Username\":\"iam\"", await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    // Musl's C library cannot load what is made for glibc, which its platform would get if it were not named.
    [Fact]
    public async Task The_tool_package_names_each_platform_including_musl()
    {
        Testing.Tool.Require("gcc");
        await using var package = await ZipFile.OpenReadAsync(tool.Packages.FileOf("Nebius.Registry.Tool"), TestContext.Current.CancellationToken);
        await using var settings = await package.GetEntry("tools/any/any/DotnetToolSettings.xml")!.OpenAsync(TestContext.Current.CancellationToken);
        var document = await XDocument.LoadAsync(settings, LoadOptions.None, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["linux-x64", "linux-musl-x64", "any"],
            document.Descendants("RuntimeIdentifierPackage").Select(element => element.Attribute("RuntimeIdentifier")!.Value));
    }
}
