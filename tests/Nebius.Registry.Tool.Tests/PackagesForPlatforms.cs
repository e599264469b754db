using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The package for each platform: native code on linux-x64 and linux-arm64, a program that .NET starts on the others.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PackagesForPlatforms(InstalledTool tool, Arm64Command arm64)
{
    [Fact]
    public async Task On_linux_the_command_is_native_and_needs_no_runtime()
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
    [InlineData("linux-musl-arm64")]
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

    // A newer patch version than a machine has would stop the command there.
    [Fact]
    public async Task The_portable_command_runs_on_any_NET_10()
    {
        await using var package = await ZipFile.OpenReadAsync(tool.Packages.FileOf("Nebius.Registry.Tool.any"), TestContext.Current.CancellationToken);
        await using var configuration = await package.GetEntry("tools/net10.0/any/nebius-registry.runtimeconfig.json")!.OpenAsync(TestContext.Current.CancellationToken);

        var framework = (await JsonNode.ParseAsync(configuration, cancellationToken: TestContext.Current.CancellationToken))!["runtimeOptions"]!["framework"]!;

        Assert.Equal("10.0.0", (string?)framework["version"]);
    }

    // If the package didn't name them, platforms with musl would get what is made for glibc, which musl can't load.
    [Fact]
    public async Task The_tool_package_names_each_platform_including_musl()
    {
        Testing.Tool.Require("gcc");
        var own = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

        Assert.Equal([own, "linux-musl-x64", "linux-musl-arm64", "any"], await PlatformsAsync(tool.Packages.FileOf("Nebius.Registry.Tool")));
    }

    [Fact]
    public async Task The_tool_package_names_linux_arm64_when_that_is_native()
    {
        await arm64.RequireAsync();

        Assert.Equal(
            ["linux-arm64", "linux-musl-x64", "linux-musl-arm64", "any"],
            await PlatformsAsync(Path.Join(arm64.Feed, Path.GetFileName(tool.Packages.FileOf("Nebius.Registry.Tool")))));
    }

    [Fact]
    public async Task One_machine_packs_native_code_for_both_processors_if_it_has_the_cross_compiler()
    {
        Testing.Tool.Require("gcc", "aarch64-linux-gnu-gcc", "x86_64-linux-gnu-gcc");

        var listed = await Command.RunAsync(
            "dotnet",
            ["msbuild", "src/Nebius.Registry.Tool", "-t:ListPlatformPackages", "-getItem:PlatformPackage", "-nodeReuse:false"],
            PackedPackages.RepositoryRoot,
            new Dictionary<string, string?>());

        listed.Succeeds();
        var packages = JsonNode.Parse(listed.Output)!["Items"]!["PlatformPackage"]!.AsArray().Select(package => package!["AdditionalProperties"]!.GetValue<string>().Split(';')[0]);
        Assert.Equal(
            [
                "PortableFor=any", "PortableFor=linux-musl-arm64", "PortableFor=linux-musl-x64",
                "RuntimeIdentifier=linux-arm64", "RuntimeIdentifier=linux-x64",
            ],
            packages.Order(StringComparer.Ordinal));
    }

    private static async Task<IEnumerable<string>> PlatformsAsync(string file)
    {
        await using var package = await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);
        await using var settings = await package.GetEntry("tools/any/any/DotnetToolSettings.xml")!.OpenAsync(TestContext.Current.CancellationToken);
        var document = await XDocument.LoadAsync(settings, LoadOptions.None, TestContext.Current.CancellationToken);
        return document.Descendants("RuntimeIdentifierPackage").Select(element => element.Attribute("RuntimeIdentifier")!.Value);
    }
}
