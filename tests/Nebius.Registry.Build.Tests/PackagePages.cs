using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Xml.Linq;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A package's page. Its links lead to the repository if its address is known, else into the package or nowhere.</summary>
public sealed class PackagePages(PackedPackages packages, PackageWithAnAddress withAddress) : IClassFixture<PackageWithAnAddress>
{
    private const string Release = PackageWithAnAddress.Address + "/blob/v0.2.0/";

    public static TheoryData<string> Ids => ["Cake.Nebius", "Nebius.Registry", "Nebius.Registry.Build", "Nebius.Registry.Emulator", "Nebius.Registry.Tool", "Nebius.Registry.Tool.any"];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Without_an_address_a_README_links_only_to_files_of_its_package(string id)
    {
        await using var package = await OpenAsync(packages.FileOf(id));
        var files = package.Entries.Where(entry => !entry.FullName.EndsWith(".dll", StringComparison.Ordinal)).ToDictionary(entry => entry.FullName, Read);

        Assert.NotEmpty(files["README.md"]);
        Assert.Equal([], Links.Dead(files));
        Assert.DoesNotContain("../", files["README.md"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_package_has_an_icon_and_what_changed_but_no_invented_address(string id)
    {
        await using var package = await OpenAsync(packages.FileOf(id));
        var metadata = Metadata(package);

        Assert.Equal("icon.png", metadata["icon"]);
        Assert.Contains(package.Entries, entry => entry is { FullName: "icon.png", Length: > 0 and < 10_000 });
        Assert.DoesNotContain("projectUrl", metadata.Keys);
        Assert.StartsWith("### Added\n", metadata["releaseNotes"], StringComparison.Ordinal);
        Assert.DoesNotContain("](", metadata["releaseNotes"], StringComparison.Ordinal);
        Assert.DoesNotContain("\n## ", metadata["releaseNotes"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_address_every_link_leads_to_a_file_of_the_repository()
    {
        await using var package = await OpenAsync(withAddress.File);
        var metadata = Metadata(package);
        var links = Links.In(Read(package.GetEntry("README.md")!)).ToArray();

        Assert.Equal(PackageWithAnAddress.Address, metadata["projectUrl"]);
        Assert.All(links, link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
        var own = links.Where(link => link.StartsWith(Release, StringComparison.Ordinal)).Select(link => link[Release.Length..]).ToArray();
        Assert.Contains("docs/credentials.md", own);
        Assert.All(own, file => Assert.True(File.Exists(Path.Join(PackedPackages.RepositoryRoot, file)), file));
        Assert.Contains($"({Release}docs/credentials.md)", metadata["releaseNotes"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_address_the_help_of_messages_leads_there()
    {
        await using var package = await OpenAsync(withAddress.File);
        await using var library = new MemoryStream();
        await using (var packed = await package.GetEntry("msbuild/tasks/net10.0/Nebius.Registry.dll")!.OpenAsync(TestContext.Current.CancellationToken))
        {
            await packed.CopyToAsync(library, TestContext.Current.CancellationToken);
        }

        library.Position = 0;
        var context = new AssemblyLoadContext("release", isCollectible: true);
        var codes = context.LoadFromStream(library).GetType("Nebius.Registry.MessageCodes", throwOnError: true)!;
        var link = codes.GetMethod("HelpLink", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, ["NEBIUS1201"]);
        var targets = XDocument.Parse(Read(package.GetEntry("msbuild/build/Nebius.Registry.Build.Help.props")!));
        context.Unload();

        Assert.Equal($"{Release}docs/messages.md#nebius1201", link);
        Assert.Equal($"{Release}docs/messages.md", Assert.Single(targets.Descendants("_NebiusHelp")).Value);
    }

    [Fact]
    public async Task The_page_of_a_package_made_on_a_branch_links_to_the_default_branch()
    {
        using var artifacts = new TemporaryDirectory();
        string[] arguments =
        [
            "msbuild", "src/Nebius.Registry.Build", "-t:DescribePackage", $"-p:RepositoryUrl={PackageWithAnAddress.Address}.git",
            $"-p:ArtifactsPath={artifacts.FullPath}", "-getProperty:_Readme", "-getProperty:PackageReleaseNotes",
        ];

        var described = await Command.RunAsync("dotnet", arguments, PackedPackages.RepositoryRoot, new Dictionary<string, string?>());

        const string Branch = PackageWithAnAddress.Address + "/blob/HEAD/";
        using var page = JsonDocument.Parse(described.Succeeds().Output);
        var properties = page.RootElement.GetProperty("Properties");
        var links = Links.In(properties.GetProperty("_Readme").GetString()!).ToArray();
        Assert.Contains($"{Branch}docs/credentials.md", links);
        Assert.All(links, link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
        Assert.Contains($"({Branch}docs/credentials.md)", properties.GetProperty("PackageReleaseNotes").GetString(), StringComparison.Ordinal);
    }

    private static async Task<ZipArchive> OpenAsync(string file) => await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);

    private static string Read(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }

    private static Dictionary<string, string> Metadata(ZipArchive package)
    {
        var nuspec = XDocument.Parse(Read(package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal))));
        return nuspec.Root!.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName, element => element.Value);
    }
}
