using System.Formats.Tar;
using System.IO.Compression;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Helm;

/// <summary>The real helm pulls, shows and templates what the library pushes.</summary>
public sealed class PulledByHelm
{
    [Fact]
    public async Task Helm_pulls_a_pushed_chart_with_subcharts_and_CRDs()
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart(Charts.With(
            ("Chart.yaml", Charts.Plain()["Chart.yaml"] + "dependencies:\n- {name: sub, version: 1.0.0, repository: ''}\n- {name: packed, version: 1.0.0, repository: ''}\n"),
            ("charts/elsewhere/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n"),
            ("charts/elsewhere/templates/x.yaml", "from: sub\n"),
            ("crds/thing.yaml", "kind: CustomResourceDefinition\n")));
        var packed = scene.Chart(new Dictionary<string, string> { ["Chart.yaml"] = "apiVersion: v2\nname: packed\nversion: 1.0.0\n", ["templates/x.yaml"] = "from: packed\n" }, "packed");
        (await scene.HelmAsync("package", packed, "-d", Path.Join(directory, "charts"))).Succeeds();

        var pushed = await scene.PushAsync(directory);

        Assert.Equal("cr.eu-west1.nebius.cloud/e00abc/charts/app", $"{pushed.Host}/{pushed.Repository}");
        (await scene.HelmAsync("show", "chart", pushed.Address, "--version", "1.2.3")).Succeeds().Says("appVersion: \"4.5\"");
        (await scene.HelmAsync("template", "mine", pushed.Address, "--version", "1.2.3", "--include-crds"))
            .Succeeds().Says("color: blue").Says("from: sub").Says("from: packed").Says("CustomResourceDefinition");
    }

    [Theory]
    [InlineData("1.2.3+build.7")]
    [InlineData("2.0.0-rc.1")]
    public async Task Helm_pulls_a_pushed_chart_by_its_version(string version)
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();

        var pushed = await scene.PushAsync(scene.Chart(version));
        Directory.CreateDirectory(scene.File("pulled"));

        (await scene.HelmAsync("pull", pushed.Address, "--version", version, "-d", scene.File("pulled"))).Succeeds().Says(pushed.Digest);
        Assert.Single(Directory.GetFiles(scene.File("pulled"), "app-*.tgz"));
    }

    // helm 3.10 takes a file of this size and later versions refuse it, as the note says.
    [Fact]
    public async Task Helm_pulls_a_chart_of_50_MiB_that_was_packed_with_a_note()
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart();
        var random = System.Security.Cryptography.RandomNumberGenerator.GetBytes(50 * 1024 * 1024);
        await File.WriteAllBytesAsync(Path.Join(directory, "large.bin"), random, ChartScene.Cancel);

        var package = await scene.PackAsync(directory);
        Assert.Equal($"large.bin in {directory} has 50 MiB: helm loads no chart with a file above 5 MiB since 3.17.3", Assert.Single(package.Notes));
        using var pusher = scene.Pusher();
        var pushed = await pusher.PushAsync(package, "e00abc/charts/app", ChartScene.Cancel);

        (await scene.HelmAsync("pull", pushed.Address, "--version", "1.2.3", "--untar", "-d", scene.File("pulled"))).Succeeds();
        Assert.Equal(random, await File.ReadAllBytesAsync(scene.File("pulled/app/large.bin"), ChartScene.Cancel));
    }

    [Theory]
    [InlineData("app/../../evil.yaml")]
    [InlineData("app//etc/passwd")]
    [InlineData("app")]
    [InlineData("app/..")]
    [InlineData("app/c:/evil.yaml")]
    [InlineData("app\\..\\..\\evil.yaml")]
    [InlineData("Chart.yaml")]
    public async Task A_package_with_a_name_that_leads_out_of_it_is_refused_as_helm_does(string name)
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        var file = scene.File("app-1.2.3.tgz");
        await using (var tar = new TarWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest), TarEntryFormat.Gnu, leaveOpen: false))
        {
            foreach (var (path, content) in new[] { ("app/Chart.yaml", Charts.Plain()["Chart.yaml"]), (name, "evil") })
            {
                await tar.WriteEntryAsync(
                    new GnuTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)) }, ChartScene.Cancel);
            }
        }

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => Nebius.Registry.Helm.ChartPackage.OpenAsync(file, ChartScene.Cancel));

        Assert.StartsWith("NEBIUS160", refused.Code, StringComparison.Ordinal);
        (await scene.HelmAsync("push", file, $"oci://{scene.Registry.Host}/e00abc/charts")).Fails();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not gzip")]
    public async Task A_file_that_is_not_a_chart_package_is_refused(string content)
    {
        await using var scene = await ChartScene.StartAsync();
        await File.WriteAllTextAsync(scene.File("x.tgz"), content, ChartScene.Cancel);

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => Nebius.Registry.Helm.ChartPackage.OpenAsync(scene.File("x.tgz"), ChartScene.Cancel));

        Assert.Equal("NEBIUS1601", refused.Code);
    }
}
