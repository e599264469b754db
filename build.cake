// This repository's own build: dotnet tool restore && dotnet cake. The tasks: dotnet cake --description

// Cake ships these in its own folder; "dotnet nuget push" takes a feed's key only as an argument, which every user of the machine can read.
#r "NuGet.Common"
#r "NuGet.Configuration"
#r "NuGet.Protocol"

using System.Text.RegularExpressions;
using NuGet.Common;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;

var target = Argument("target", "Default");

// A new one each time: Cake and NuGet keep what they have once unpacked.
var version = Argument("package-version", $"0.1.0-dev.{DateTime.UtcNow:yyyyMMddHHmmss}");

var artifacts = MakeAbsolute(Directory("artifacts"));
var packages = artifacts.Combine("packages");
var addin = artifacts.Combine("addin");

const string FeedVariable = "NEBIUS_REGISTRY_PACKAGE_FEED";
const string FeedKeyVariable = FeedVariable + "_KEY";
const string RegionVariable = "NEBIUS_REGISTRY_IMAGE_REGION";
const string RegistryIdVariable = "NEBIUS_REGISTRY_IMAGE_REGISTRY_ID";

// Out of the environment, so that no build that is started here has it.
var feedKey = EnvironmentVariable(FeedKeyVariable);
System.Environment.SetEnvironmentVariable(FeedKeyVariable, null);

// Checked before anything is packed or published.
Setup(context =>
{
    var needed = new Dictionary<string, string[]>
    {
        ["Publish-Packages"] = [FeedVariable],
        ["Publish-Image"] = [RegionVariable, RegistryIdVariable],
    };
    var missing = context.TasksToExecute.SelectMany(task => needed.GetValueOrDefault(task.Name, [])).Where(variable => string.IsNullOrEmpty(EnvironmentVariable(variable)));
    Require(!missing.Any(), $"Set {string.Join(", ", missing)}; see CONTRIBUTING.md.");
});

Task("Restore")
    .Description("Restores the packages of all projects.")
    .Does(() => DotNetRestore());

Task("Build")
    .Description("Builds all projects.")
    .IsDependentOn("Restore")
    .Does(() => DotNetBuild(".", new DotNetBuildSettings { NoRestore = true }));

Task("Test")
    .Description("Runs all tests.")
    .IsDependentOn("Build")
    .Does(() => Require(StartProcess("dotnet", "test --no-ansi") == 0, "dotnet test failed."));

Task("Pack")
    .Description("Packs every package into artifacts/packages; --package-version=V sets the version.")
    .Does(() =>
{
    CleanDirectory(packages);
    DotNetPack(".", Into(packages));
});

Task("Pack-Addin")
    .Description("Packs Cake.Nebius alone into artifacts/addin, for its sample.")
    .Does(() =>
{
    CleanDirectory(addin);
    DotNetPack("src/Cake.Nebius", Into(addin));
});

Task("Sample-Quickstart")
    .Description("Runs samples/Quickstart, which packs for itself.")
    .Does(() => DotNetRun("samples/Quickstart"));

Task("Sample-Cake")
    .Description("Runs samples/Cake with the addin just packed, against the emulator.")
    .IsDependentOn("Pack-Addin")
    .WithCriteria(IsRunningOnLinux(), "only on Linux has the emulator the names of regions")
    .Does(() =>
{
    // A copy, as the version is put into it; with the empty Directory.* files, which keep this repository's settings away from it.
    var copy = artifacts.Combine("samples");
    CleanDirectory(copy);
    CopyFiles("samples/Directory.*", copy);
    CopyDirectory("samples/Cake", copy.Combine("Cake"));
    var script = copy.CombineWithFilePath("Cake/build.cake").FullPath;
    System.IO.File.WriteAllText(script, System.IO.File.ReadAllText(script).Replace("version=0.1.0", $"version={version}"));

    // The emulator lets nothing through to another feed.
    System.IO.File.WriteAllText(
        copy.CombineWithFilePath("nuget.config").FullPath,
        $"""<configuration><packageSources><clear /><add key="packed" value="{addin}" /></packageSources></configuration>""");

    var output = new List<string>();
    var exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder()
            .Append("run").Append("--project").AppendQuoted(MakeAbsolute(Directory("src/Nebius.Registry.Emulator")).FullPath)
            .Append("-- dotnet cake --north=registry-e00abc --west=registry-e01abc"),
        WorkingDirectory = copy.Combine("Cake"),
        RedirectStandardOutput = true,
        RedirectedStandardOutputHandler = line =>
        {
            if (line is not null)
            {
                Console.WriteLine(line);
                output.Add(Regex.Replace(line, @"\x1b\[[0-9;]*m", ""));
            }

            return line;
        },
    });
    Require(exitCode == 0, $"samples/Cake failed with exit code {exitCode}.");
    foreach (var repository in new[] { "cr.eu-north1.nebius.cloud/e00abc", "cr.eu-west1.nebius.cloud/e01abc" })
    {
        foreach (var name in new[] { "hello-cake", "charts/hello" })
        {
            Require(output.Any(line => line.StartsWith($"Pushed {repository}/{name}@sha256:")), $"samples/Cake did not say that it pushed {name} to {repository}.");
        }
    }
});

Task("Samples")
    .Description("Runs each sample.")
    .IsDependentOn("Sample-Quickstart")
    .IsDependentOn("Sample-Cake");

Task("Benchmarks")
    .Description("Measures how fast it is; takes minutes, on a machine that does nothing else.")
    .Does(() => DotNetRun("tests/Nebius.Registry.Benchmarks", new DotNetRunSettings { Configuration = "Release" }));

Task("Publish-Packages")
    .Description($"Pushes the packages to the feed (or folder) {FeedVariable}, with the key {FeedKeyVariable}.")
    .IsDependentOn("Pack")
    .Does(async () =>
{
    var feed = NuGet.Protocol.Core.Types.Repository.Factory.GetCoreV3(EnvironmentVariable(FeedVariable));
    var update = await feed.GetResourceAsync<PackageUpdateResource>();
    var symbols = await feed.GetResourceAsync<SymbolPackageUpdateResourceV3>();
    var files = GetFiles($"{packages}/*.nupkg");
    foreach (var platform in new[] { "linux-x64", "linux-arm64" })
    {
        Require(
            files.Any(file => file.GetFilename().ToString().StartsWith($"Nebius.Registry.Tool.{platform}.")),
            $"The native command for {platform} is missing: pack on Linux with both compilers (see CONTRIBUTING.md).");
    }

    await update.PushAsync(
        files.Select(file => file.FullPath).ToList(),
        symbolSource: symbols?.SourceUri.AbsoluteUri,
        timeoutInSecond: 300,
        disableBuffering: false,
        getApiKey: _ => feedKey,
        getSymbolApiKey: _ => feedKey,
        noServiceEndpoint: false,
        skipDuplicate: false,
        allowSnupkg: symbols is not null,
        allowInsecureConnections: false,
        NullLogger.Instance);
    Information("Pushed {0} to {1}", string.Join(", ", files.Select(file => file.GetFilename())), feed);
});

Task("Publish-Image")
    .Description($"Pushes the image and the chart of samples/Cake with the addin just packed, to {RegionVariable} and {RegistryIdVariable}.")
    .IsDependentOn("Pack")
    .Does(() =>
{
    // Another script: a script's addins are loaded before any of its tasks runs.
    CakeExecuteScript("eng/publish.cake", new CakeSettings
    {
        EnvironmentVariables = { ["NEBIUS_REGISTRY_PACKAGE_VERSION"] = version },
        Arguments =
        {
            ["region"] = EnvironmentVariable(RegionVariable),
            ["registry-id"] = EnvironmentVariable(RegistryIdVariable),
            ["image-version"] = version,
            ["nuget_source"] = packages.FullPath,
            ["paths_tools"] = artifacts.Combine("tools").FullPath,
        },
    });
});

Task("Publish")
    .Description("Pushes the packages, the image and the chart.")
    .IsDependentOn("Publish-Packages")
    .IsDependentOn("Publish-Image");

Task("Default")
    .Description("Restore, Build, Test, Pack, Samples.")
    .IsDependentOn("Test")
    .IsDependentOn("Pack")
    .IsDependentOn("Samples");

RunTarget(target);

DotNetPackSettings Into(DirectoryPath directory) => new()
{
    Configuration = "Release",
    OutputDirectory = directory,
    MSBuildSettings = new DotNetMSBuildSettings().SetVersion(version),
};

void Require(bool condition, string otherwise)
{
    if (!condition)
    {
        throw new CakeException(otherwise);
    }
}
