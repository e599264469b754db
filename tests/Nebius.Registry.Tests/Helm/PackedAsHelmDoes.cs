using System.Formats.Tar;
using System.IO.Compression;
using Nebius.Registry.Helm;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Helm;

/// <summary>The library and the real helm pack charts of many shapes: both packages have the same files, or both refuse.</summary>
public sealed class PackedAsHelmDoes
{
    public static TheoryData<string> Shapes => [.. Charts.Shapes.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_chart_directory_is_packed_as_helm_packs_it(string shape)
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart(Charts.Shapes[shape]);
        var byHelm = await scene.HelmAsync("package", directory, "-d", scene.File("theirs"));

        if (byHelm.ExitCode != 0)
        {
            var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.PackAsync(directory));
            Assert.StartsWith("NEBIUS16", refused.Code, StringComparison.Ordinal);
            Assert.Contains(directory, refused.Message, StringComparison.Ordinal);
            return;
        }

        var packed = await scene.PackAsync(directory);

        var expected = Read(Assert.Single(Directory.GetFiles(scene.File("theirs"))));
        var actual = Read(packed.Path);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, content) in expected.Where(file => Path.GetFileName(file.Key) != "Chart.yaml"))
        {
            Assert.Equal(content, actual[name].TrimStart('\uFEFF'));
        }

        (await scene.HelmAsync("lint", packed.Path)).Succeeds();
        Assert.Equal(
            (await scene.HelmAsync("show", "chart", Assert.Single(Directory.GetFiles(scene.File("theirs"))))).Succeeds().Output,
            (await scene.HelmAsync("show", "chart", packed.Path)).Succeeds().Output);
    }

    [Fact]
    public async Task Versions_that_are_passed_win_over_those_in_Chart_yaml()
    {
        await using var scene = await ChartScene.StartAsync();

        var package = await scene.PackAsync(scene.Chart(), version: "2.0.0-rc.1+build.5", appVersion: "1.10");

        Assert.Equal("app-2.0.0-rc.1+build.5.tgz", Path.GetFileName(package.Path));
        Assert.Equal(("2.0.0-rc.1+build.5", "1.10", "2.0.0-rc.1_build.5"), (package.Metadata.Version, package.Metadata.AppVersion, package.Metadata.Tag));
        var again = await ChartPackage.OpenAsync(package.Path, ChartScene.Cancel);
        Assert.Equal(package.Metadata with { Dependencies = again.Metadata.Dependencies }, again.Metadata with { Sources = package.Metadata.Sources, Keywords = package.Metadata.Keywords, Maintainers = package.Metadata.Maintainers, Annotations = package.Metadata.Annotations });
        Assert.Equal(Charts.Plain()["Chart.yaml"], await File.ReadAllTextAsync(Path.Join(scene.File("app"), "Chart.yaml"), ChartScene.Cancel));
    }

    [Fact]
    public async Task The_same_chart_files_make_the_same_package_bytes()
    {
        await using var scene = await ChartScene.StartAsync();
        var first = await File.ReadAllBytesAsync((await scene.PackAsync(scene.Chart())).Path, ChartScene.Cancel);
        foreach (var file in Directory.GetFiles(scene.File("app"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        var second = await File.ReadAllBytesAsync((await scene.PackAsync(scene.File("app"))).Path, ChartScene.Cancel);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_missing_chart_dependency_is_reported_with_the_command_to_fetch_it()
    {
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart(Charts.Shapes["subchart that is not vendored"]);

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.PackAsync(directory));

        Assert.Equal("NEBIUS1602", refused.Code);
        Assert.Contains($"redis, which isn't in its charts directory. Add it:\n  helm dependency build {directory}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_in_a_chart_that_leads_in_a_circle_is_refused()
    {
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart(Charts.With(("files/up", "-> ..")));

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.PackAsync(directory));

        Assert.Contains("in a circle", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_package_that_cannot_be_written_is_an_error_that_says_so()
    {
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart();
        await File.WriteAllTextAsync(scene.Out, "a file in the directory's place", ChartScene.Cancel);

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.PackAsync(directory));

        Assert.Equal("NEBIUS1606", refused.Code);
        Assert.StartsWith("Can't write the packed chart ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("app-1.2.3.tgz: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_that_is_refused_leaves_no_output_directory()
    {
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart(Charts.Shapes["a version that is none"]);

        await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.PackAsync(directory));

        Assert.False(Directory.Exists(scene.Out));
    }

    private static Dictionary<string, string> Read(string archive)
    {
        using var file = File.OpenRead(archive);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var files = new Dictionary<string, string>();
        while (tar.GetNextEntry() is { } entry)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, entry.Mode);
            using var content = entry.DataStream is null ? StreamReader.Null : new StreamReader(entry.DataStream, new System.Text.UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
            files[entry.Name] = content.ReadToEnd();
        }

        return files;
    }
}
