using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The SPDX document in each package: what the package brings or installs.</summary>
public sealed class BillsOfMaterials(PackedPackages packages)
{
    private const string Document = "_manifest/spdx_2.2/manifest.spdx.json";

    [Fact]
    public void Each_package_lists_itself_and_a_license_and_hash_for_everything_else()
    {
        foreach (var file in Directory.GetFiles(packages.Feed, "*.nupkg"))
        {
            var id = Path.GetFileName(file).Replace($".{packages.Version}.nupkg", string.Empty, StringComparison.Ordinal);
            var bill = Read(file);
            var listed = bill["packages"]!.AsArray();

            Assert.Equal("SPDX-2.2", (string?)bill["spdxVersion"]);
            Assert.Equal($"{id} {packages.Version}", (string?)bill["name"]);
            Assert.Equal((id, packages.Version), ((string?)listed[0]!["name"], (string?)listed[0]!["versionInfo"]));
            Assert.All(listed, package => Assert.Matches("^(MIT|Apache-2.0|BSD-3-Clause)$", (string?)package!["licenseDeclared"]));
            Assert.All(listed.Skip(1), package => Assert.Matches("^[0-9A-F]{128}$", (string?)package!["checksums"]![0]!["checksumValue"]));
            Assert.Equal(listed.Count, listed.Select(package => (string?)package!["SPDXID"]).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("Cake.Nebius")]
    [InlineData("Nebius.Registry.Build")]
    [InlineData("Nebius.Registry.Emulator")]
    [InlineData("Nebius.Registry.Tool.any")]
    [InlineData("Nebius.Registry.Tool.linux-musl-x64")]
    public async Task Each_bundled_assembly_is_of_a_listed_package(string id)
    {
        await using var package = await ZipFile.OpenReadAsync(packages.FileOf(id), TestContext.Current.CancellationToken);
        var bundled = package.Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal))
            .Select(entry => Path.GetFileNameWithoutExtension(entry.FullName)).Distinct()
            .Where(name => name is not ("Cake.Nebius" or "nebius-registry") && !name.StartsWith("Nebius.Registry", StringComparison.Ordinal));

        Assert.Equal(bundled.Order(StringComparer.Ordinal), Related(Read(packages.FileOf(id)), "CONTAINS"));
    }

    [Fact]
    public async Task The_library_depends_on_what_its_package_installs()
    {
        await using var package = await ZipFile.OpenReadAsync(packages.FileOf("Nebius.Registry"), TestContext.Current.CancellationToken);
        await using var nuspec = await package.GetEntry("Nebius.Registry.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        var document = await XDocument.LoadAsync(nuspec, LoadOptions.None, TestContext.Current.CancellationToken);
        var installed = document.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);

        Assert.Subset(Related(Read(packages.FileOf("Nebius.Registry")), "DEPENDS_ON").ToHashSet(), installed.ToHashSet());
    }

    [Fact]
    public void Native_code_contains_the_runtime()
    {
        Tool.Require("gcc");
        var platform = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

        Assert.Contains(
            $"Microsoft.NETCore.App.Runtime.NativeAOT.{platform}",
            Related(Read(packages.FileOf($"Nebius.Registry.Tool.{platform}")), "CONTAINS"));
    }

    private static JsonNode Read(string file)
    {
        using var package = ZipFile.OpenRead(file);
        using var document = package.GetEntry(Document)!.Open();
        return JsonNode.Parse(document)!;
    }

    private static IEnumerable<string> Related(JsonNode bill, string relationship) =>
        bill["relationships"]!.AsArray().Where(one => (string?)one!["relationshipType"] == relationship)
            .Select(one => ((string)one!["relatedSpdxElement"]!)["SPDXRef-".Length..]).Order(StringComparer.Ordinal);
}
