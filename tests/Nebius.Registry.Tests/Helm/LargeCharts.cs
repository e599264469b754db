namespace Nebius.Registry.Tests.Helm;

/// <summary>A chart that is too large for helm to unpack isn't packed.</summary>
public sealed class LargeCharts
{
    [Fact]
    public async Task A_chart_above_100_MiB_is_refused()
    {
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart();
        await using (var file = File.Create(Path.Join(directory, "sparse.bin")))
        {
            file.SetLength((100 * 1024 * 1024) + 1);
        }

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.PackAsync(directory));

        Assert.Equal("NEBIUS1601", refused.Code);
        Assert.Contains("it has 100 MiB", refused.Message, StringComparison.Ordinal);
    }

    // A few kilobytes that unpack to far more.
    [Fact]
    public async Task A_small_package_that_unpacks_to_more_than_100_MiB_is_refused()
    {
        await using var scene = await ChartScene.StartAsync();
        var file = scene.File("app-1.2.3.tgz");
        await using (var gzip = new System.IO.Compression.GZipStream(File.Create(file), System.IO.Compression.CompressionLevel.Fastest))
        await using (var tar = new System.Formats.Tar.TarWriter(gzip, System.Formats.Tar.TarEntryFormat.Gnu))
        await using (var zeros = File.Create(scene.File("zeros")))
        {
            zeros.SetLength(110 * 1024 * 1024);
            await tar.WriteEntryAsync(new System.Formats.Tar.GnuTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "app/zeros") { DataStream = zeros }, ChartScene.Cancel);
        }

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => Nebius.Registry.Helm.ChartPackage.OpenAsync(file, ChartScene.Cancel));

        Assert.Contains("more than 100 MiB", refused.Message, StringComparison.Ordinal);
    }
}
