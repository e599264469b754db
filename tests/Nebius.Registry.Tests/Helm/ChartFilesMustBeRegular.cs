using Nebius.Registry.Helm;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A pipe, a socket, a device or a directory in place of a file is reported at once, without waiting for a writer.</summary>
public sealed class ChartFilesMustBeRegular : IDisposable
{
    private readonly ChartFolder _folder = new();

    public static TheoryData<string, string> Places
    {
        get
        {
            var places = new TheoryData<string, string>();
            foreach (var path in new[] { "Chart.yaml", "values.yaml", ".helmignore", "templates/map.yaml", "files/x", "charts/sub.tgz", "charts/sub/Chart.yaml" })
            {
                places.Add("pipe", path);
                places.Add("socket", path);
            }

            places.Add("directory", ".helmignore");
            return places;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Only_regular_files_of_a_chart_directory_are_opened(string kind, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");
        await _folder.PutAsync(kind, $"chart/{path}");

        var refused = await _folder.IsRefusedAsync("NEBIUS1610");

        Assert.Contains($"'{_folder.InChart(path)}' is a {kind}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_a_pipe_in_a_chart_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");
        await _folder.PutAsync("pipe", "chart/pipe");
        _folder.Write("chart/.ignored", string.Empty);
        _folder.Link("chart/values.yaml", "pipe");

        await _folder.IsRefusedAsync("NEBIUS1610");
    }

    [Theory]
    [InlineData("pipe", "app.tgz", "app.tgz")]
    [InlineData("socket", "app.tgz", "app.tgz")]
    [InlineData("pipe", "app.tgz.prov", "app.tgz")]
    [InlineData("directory", "app.tgz.prov", "app.tgz")]
    [InlineData("device", "/dev/zero", "/dev/zero")]
    public async Task A_packed_chart_or_signature_that_is_not_a_regular_file_is_refused(string kind, string path, string chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");
        if (kind != "device")
        {
            _folder.Archive("app.tgz", Charts.Plain());
            await _folder.PutAsync(kind, path);
            chart = _folder.In(chart);
        }

        var refused = await _folder.IsRefusedAsync("NEBIUS1610", chart);

        Assert.Contains($"is a {kind}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_place_of_a_packed_chart_is_refused()
    {
        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => ChartPackage.OpenAsync(_folder.Chart, ChartFolder.Cancel));

        Assert.Equal("NEBIUS1610", refused.Code);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData(" \0")]
    public async Task An_invalid_chart_path_is_refused_with_a_code(string path)
    {
        var request = new ChartPackageRequest { Directory = path, OutputDirectory = _folder.In("out") };
        var output = new ChartPackageRequest { Directory = _folder.Chart, OutputDirectory = path };

        Assert.Equal("NEBIUS1601", (await Assert.ThrowsAsync<NebiusRegistryException>(() => ChartPackager.PackageAsync(request, ChartFolder.Cancel))).Code);
        Assert.Equal("NEBIUS1601", (await Assert.ThrowsAsync<NebiusRegistryException>(() => ChartPackager.PackageAsync(output, ChartFolder.Cancel))).Code);
        Assert.Equal("NEBIUS1601", (await Assert.ThrowsAsync<NebiusRegistryException>(() => ChartPackage.OpenAsync(path, ChartFolder.Cancel))).Code);
    }

    [Fact]
    public async Task A_chart_file_that_cannot_be_read_is_named_in_the_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Needs a user who may not read everything.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.InChart("values.yaml"), UnixFileMode.None);
        }

        var refused = await _folder.IsRefusedAsync("NEBIUS1606");

        Assert.Contains(_folder.InChart("values.yaml"), refused.Message, StringComparison.Ordinal);
    }
}
