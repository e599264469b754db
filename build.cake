// This repository's own build: dotnet tool restore && dotnet cake. The tasks: dotnet cake --description

// Cake ships these in its own folder; "dotnet nuget push" takes a feed's key only as an argument, which every user of the machine can read.
#r "NuGet.Common"
#r "NuGet.Configuration"
#r "NuGet.Protocol"

#load "eng/release.cake"

using System.Text.RegularExpressions;
using NuGet.Common;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;

var target = Argument("target", "Default");

// A new one each time, as Cake and NuGet keep what they have once unpacked; a release has that of its tag.
var version = Argument<string>("package-version", null)
    ?? (target is "Release" or "Verify-Release" ? VersionOfTag() : $"0.1.0-dev.{DateTime.UtcNow:yyyyMMddHHmmss}");

var artifacts = MakeAbsolute(Directory("artifacts"));
var packages = artifacts.Combine("packages");
var sampleFeed = artifacts.Combine("samples-feed");
var samples = new[] { "WebApp", "Charts", "Solution", "Cake", "Aspire" };

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

Task("Sample-Packages")
    .Description("Packs what the samples reference into artifacts/samples-feed; --feed=DIR takes the packages of a folder instead.")
    .Does(() =>
{
    if (HasArgument("feed"))
    {
        sampleFeed = MakeAbsolute(Directory(Argument<string>("feed")));
        var found = GetFiles($"{sampleFeed}/Nebius.Registry.Build.*.nupkg");
        Require(found.Count == 1, $"{sampleFeed} has {found.Count} packages Nebius.Registry.Build, and not one.");
        version = found.Single().GetFilenameWithoutExtension().ToString()["Nebius.Registry.Build.".Length..];
        return;
    }

    CleanDirectory(sampleFeed);
    foreach (var project in new[] { "Nebius.Registry.Build", "Cake.Nebius", "Nebius.Registry.Emulator" })
    {
        DotNetPack($"src/{project}", Into(sampleFeed));
    }
});

Task("Sample-Quickstart")
    .Description("Runs samples/Quickstart, which packs what it needs; --feed=DIR takes the packages of a folder instead.")
    .Does(() =>
{
    var (arguments, settings) = (new ProcessArgumentBuilder(), new DotNetRunSettings());
    if (HasArgument("feed"))
    {
        arguments.AppendQuoted(MakeAbsolute(Directory(Argument<string>("feed"))).FullPath);
        settings.EnvironmentVariables["PackPackage"] = "false";
    }

    DotNetRun("samples/Quickstart", arguments, settings);
});

foreach (var sample in samples)
{
    Task($"Sample-{sample}")
        .Description($"Runs samples/{sample} against the emulator, and checks what it pushed.")
        .IsDependentOn("Sample-Packages")
        .WithCriteria(IsRunningOnLinux(), "only on Linux has the emulator the names of regions")
        .Does(() => RunSamples(sample));
}

Task("Samples-Emulated")
    .Description($"{string.Join(", ", samples)}: these samples in one emulator.")
    .IsDependentOn("Sample-Packages")
    .WithCriteria(IsRunningOnLinux(), "only on Linux has the emulator the names of regions")
    .Does(() => RunSamples(samples));

Task("Samples")
    .Description("Runs each sample.")
    .IsDependentOn("Sample-Quickstart")
    .IsDependentOn("Samples-Emulated");

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
    RequireNativePackages();
    await update.PushAsync(
        files.Select(file => file.FullPath).ToList(),
        symbolSource: symbols?.SourceUri.AbsoluteUri,
        timeoutInSecond: 300,
        disableBuffering: false,
        getApiKey: _ => feedKey,
        getSymbolApiKey: _ => feedKey,
        noServiceEndpoint: false,
        // A push that broke off goes on with the rest.
        skipDuplicate: true,
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

// Copies with the version in them, restored as their users would; then eng/samples.cake runs and checks them, in one emulator.
void RunSamples(params string[] names)
{
    if (names.Contains("Aspire") && Context.Tools.Resolve("podman") is null)
    {
        Require(EnvironmentVariable("NEBIUS_TESTS_REQUIRE_TOOLS") != "true", "podman, which samples/Aspire needs, is not on PATH.");
        Warning("samples/Aspire is skipped, because podman is not on PATH.");
        names = names.Except(["Aspire"]).ToArray();
    }

    var copies = artifacts.Combine("samples");
    CleanDirectory(copies);
    // The empty Directory.* files keep this repository's settings away.
    CopyFiles("samples/Directory.*", copies);
    WriteNuGetConfig(copies, "");
    var environment = new Dictionary<string, string>
    {
        // What was unpacked before is found, and the packages just packed stay out of the user's folder.
        ["NUGET_FALLBACK_PACKAGES"] = EnsuredUserPackages(),
        ["NUGET_PACKAGES"] = artifacts.Combine("samples-packages").FullPath,
        // A compiler server or a node of MSBuild would outlive the emulator.
        ["UseSharedCompilation"] = "false",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
        // The list of vulnerable packages is not in the emulator.
        ["NuGetAudit"] = "false",
        // Aspire's dashboard and orchestrator, 310 MB, which a push does not need.
        ["SkipAddAspireDefaultReferences"] = "true",
    };
    foreach (var name in names)
    {
        var copy = copies.Combine(name);
        CopyCommittedFiles($"samples/{name}", copy);
        if (name == "Cake")
        {
            // Cake gets its addin inside the emulator, which lets nothing through to another feed.
            WriteNuGetConfig(copy, "<clear />");
            continue;
        }

        if (name == "Aspire")
        {
            InstallCommand(copies.Combine("tools"), environment);
            DotNetBuild(copy.Combine("AppHost").FullPath, new DotNetBuildSettings { EnvironmentVariables = environment });
            continue;
        }

        DotNetRestore(copy.FullPath, new DotNetRestoreSettings { EnvironmentVariables = environment });
    }

    var exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder()
            .Append("tool exec --yes").AppendQuoted($"Nebius.Registry.Emulator@{version}").Append("--source").AppendQuoted(sampleFeed.FullPath)
            .Append("-- dotnet cake eng/samples.cake")
            .AppendQuoted($"--copies={copies}")
            .Append($"--samples={string.Join('+', names)}"),
        EnvironmentVariables = environment,
    });
    Require(exitCode == 0, $"The samples failed with exit code {exitCode}.");
}

void InstallCommand(DirectoryPath directory, Dictionary<string, string> environment)
{
    if (!HasArgument("feed"))
    {
        DotNetPack("src/Nebius.Registry.Tool", Into(sampleFeed));
    }

    var exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder()
            .Append("tool install Nebius.Registry.Tool --version").AppendQuoted(version)
            .Append("--source").AppendQuoted(sampleFeed.FullPath)
            .Append("--tool-path").AppendQuoted(directory.FullPath),
        EnvironmentVariables = environment,
    });
    Require(exitCode == 0, $"dotnet tool install failed with exit code {exitCode}.");
}

void WriteNuGetConfig(DirectoryPath directory, string clear) => System.IO.File.WriteAllText(
    directory.CombineWithFilePath("nuget.config").FullPath,
    $"""<configuration><packageSources>{clear}<add key="packed" value="{sampleFeed}" /></packageSources></configuration>""");

// Not what a build in the checkout has left there; the version becomes that of the packages.
void CopyCommittedFiles(string sample, DirectoryPath copy)
{
    foreach (var file in GetFiles($"{sample}/**/*").Where(file => !Regex.IsMatch(file.FullPath, "/(bin|obj|tools|artifacts)/")))
    {
        var target = copy.CombineWithFilePath(MakeAbsolute(Directory(sample)).GetRelativePath(file));
        EnsureDirectoryExists(target.GetDirectory());
        var text = System.IO.File.ReadAllText(file.FullPath);
        System.IO.File.WriteAllText(target.FullPath, text.Replace("Version=\"0.1.0\"", $"Version=\"{version}\"").Replace("&version=0.1.0", $"&version={version}"));
    }
}

string EnsuredUserPackages()
{
    var folder = EnvironmentVariable("NUGET_PACKAGES") ?? System.IO.Path.Join(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
    EnsureDirectoryExists(folder);
    return folder;
}

void Require(bool condition, string otherwise)
{
    if (!condition)
    {
        throw new CakeException(otherwise);
    }
}
