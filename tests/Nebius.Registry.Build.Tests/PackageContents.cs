using System.IO.Compression;
using System.Xml.Linq;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Lists every file that ships, because one that is added or removed unnoticed breaks a user.</summary>
public sealed class PackageContents(PackedPackages packages)
{
    private const string BillOfMaterials = "_manifest/spdx_2.2/manifest.spdx.json";

    private static readonly string[] Tasks =
    [
        "CliWrap.dll",
        "Google.Protobuf.dll",
        "Grpc.Core.Api.dll",
        "Grpc.Net.Client.dll",
        "Grpc.Net.Common.dll",
        "Microsoft.Extensions.DependencyInjection.Abstractions.dll",
        "Microsoft.Extensions.Logging.Abstractions.dll",
        "Nebius.Registry.Build.deps.json",
        "Nebius.Registry.Build.dll",
        "Nebius.Registry.dll",
        "YamlDotNet.dll",
    ];

    [Fact]
    public async Task The_build_package_contains_exactly_the_expected_files()
    {
        string[] expected =
        [
            "README.md",
            "THIRD-PARTY-NOTICES.txt",
            BillOfMaterials,
            "build/Nebius.Registry.Build.Doctor.targets",
            "build/Nebius.Registry.Build.Helm.targets",
            "build/Nebius.Registry.Build.Hooks.targets",
            "build/Nebius.Registry.Build.Push.targets",
            "build/Nebius.Registry.Build.Registry.targets",
            "build/Nebius.Registry.Build.Settings.targets",
            "build/Nebius.Registry.Build.Unsupported.targets",
            "build/Nebius.Registry.Build.props",
            "build/Nebius.Registry.Build.targets",
            "buildMultiTargeting/Nebius.Registry.Build.props",
            "buildMultiTargeting/Nebius.Registry.Build.targets",
            "icon.png",
            "docs/README.md",
            "docs/aspire.md",
            "docs/benchmarks.md",
            "docs/cake.md",
            "docs/ci/README.md",
            "docs/ci/azure-pipelines.md",
            "docs/ci/github.md",
            "docs/ci/gitlab.md",
            "docs/ci/pipelines/azure-pipelines.yml",
            "docs/ci/pipelines/github-docker.yml",
            "docs/ci/pipelines/github.yml",
            "docs/ci/pipelines/gitlab-ci.yml",
            "docs/ci/pipelines/teamcity.yml",
            "docs/ci/teamcity.md",
            "docs/coming-from-docker-login.md",
            "docs/credentials.md",
            "docs/decisions/README.md",
            "docs/decisions/charts-packed-by-the-package.md",
            "docs/decisions/copies.md",
            "docs/decisions/handover-to-the-sdk.md",
            "docs/decisions/hooks-on-private-targets.md",
            "docs/decisions/host-rules.md",
            "docs/decisions/layers.md",
            "docs/decisions/native-command-packages.md",
            "docs/decisions/no-buildtransitive.md",
            "docs/decisions/no-login-in-msbuild.md",
            "docs/decisions/preflight-check.md",
            "docs/decisions/releases.md",
            "docs/decisions/token-cache-shared-with-the-cli.md",
            "docs/docker.md",
            "docs/emulator.md",
            "docs/growth.md",
            "docs/helm.md",
            "docs/images/doctor-dark.svg",
            "docs/images/doctor-light.svg",
            "docs/images/failed-publish-dark.svg",
            "docs/images/failed-publish-light.svg",
            "docs/images/publish-time-dark.svg",
            "docs/images/publish-time-light.svg",
            "docs/library.md",
            "docs/messages.md",
            "docs/preflight.md",
            "docs/proven.md",
            "docs/reference.md",
            "docs/regions.md",
            "docs/static-keys.md",
            "docs/symptoms.md",
            "docs/tool.md",
            "docs/visual-studio.md",
            .. Tasks.Select(file => $"tasks/net10.0-linux-x64/{file}"),
            .. Tasks.Select(file => $"tasks/net10.0/{file}"),
        ];

        var (files, metadata) = await ReadAsync("Nebius.Registry.Build");

        Assert.Equal(expected.Order(StringComparer.Ordinal), files);
        Assert.Equal("true", metadata["developmentDependency"]);
        Assert.DoesNotContain("dependencies", metadata.Keys);
        AssertDescribed(metadata);
    }

    [Fact]
    public async Task The_docs_in_the_build_package_have_no_dead_link()
    {
        await using var package = await ZipFile.OpenReadAsync(packages.FileOf("Nebius.Registry.Build"), TestContext.Current.CancellationToken);
        var pages = new Dictionary<string, string>();
        foreach (var entry in package.Entries.Where(entry => entry.FullName.StartsWith("docs/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            pages[entry.FullName] = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal([], Links.Dead(pages));
    }

    [Fact]
    public async Task The_library_package_contains_exactly_the_expected_files()
    {
        var (files, metadata) = await ReadAsync("Nebius.Registry");

        Assert.Equal(["README.md", BillOfMaterials, "icon.png", "lib/net10.0/Nebius.Registry.dll", "lib/net10.0/Nebius.Registry.xml"], files);
        AssertDescribed(metadata);
    }

    [Fact]
    public async Task The_emulator_package_contains_exactly_the_expected_files()
    {
        string[] expected =
        [
            "README.md",
            "THIRD-PARTY-NOTICES.txt",
            BillOfMaterials,
            "icon.png",
            "tools/net10.0/any/DotnetToolSettings.xml",
            "tools/net10.0/any/Google.Protobuf.dll",
            "tools/net10.0/any/Grpc.AspNetCore.Server.dll",
            "tools/net10.0/any/Grpc.Core.Api.dll",
            "tools/net10.0/any/Grpc.Net.Common.dll",
            "tools/net10.0/any/Nebius.Registry.Emulator.deps.json",
            "tools/net10.0/any/Nebius.Registry.Emulator.dll",
            "tools/net10.0/any/Nebius.Registry.Emulator.runtimeconfig.json",
        ];

        var (files, metadata) = await ReadAsync("Nebius.Registry.Emulator");

        Assert.Equal(expected, files);
        AssertDescribed(metadata);
    }

    [Fact]
    public void Only_the_expected_packages_are_packed() =>
        Assert.Equal(
            [
                "Cake.Nebius", "Nebius.Registry", "Nebius.Registry.Build", "Nebius.Registry.Emulator",
                "Nebius.Registry.Tool", "Nebius.Registry.Tool.any", "Nebius.Registry.Tool.linux-musl-arm64", "Nebius.Registry.Tool.linux-musl-x64",
            ],
            Directory.GetFiles(packages.Feed, "*.nupkg").Select(file => Path.GetFileName(file).Replace($".{packages.Version}.nupkg", string.Empty, StringComparison.Ordinal))
                .Where(id => id is not ("Nebius.Registry.Tool.linux-x64" or "Nebius.Registry.Tool.linux-arm64")).Order(StringComparer.Ordinal));

    private static void AssertDescribed(Dictionary<string, string> metadata)
    {
        Assert.Equal("MIT", metadata["license"]);
        Assert.Equal("README.md", metadata["readme"]);
        Assert.Equal("icon.png", metadata["icon"]);
        Assert.StartsWith("### ", metadata["releaseNotes"], StringComparison.Ordinal);
        Assert.NotEmpty(metadata["description"]);
    }

    private async Task<(string[] Files, Dictionary<string, string> Metadata)> ReadAsync(string id)
    {
        await using var package = await ZipFile.OpenReadAsync(packages.FileOf(id), TestContext.Current.CancellationToken);
        var files = package.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
            .Where(name => !name.EndsWith(".nuspec", StringComparison.Ordinal) && name != "[Content_Types].xml")
            .Order(StringComparer.Ordinal).ToArray();
        await using var nuspec = await package.GetEntry($"{id}.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        var document = await XDocument.LoadAsync(nuspec, LoadOptions.None, TestContext.Current.CancellationToken);
        var metadata = document.Root!.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName, element => element.Value);
        return (files, metadata);
    }
}
