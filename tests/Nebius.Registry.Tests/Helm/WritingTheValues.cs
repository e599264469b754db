using Nebius.Registry.Helm;

namespace Nebius.Registry.Tests.Helm;

/// <summary>The values with the image's digest go into a regular file, or the message says why not.</summary>
public sealed class WritingTheValues : IDisposable
{
    private const string Values = "image: {}\n";

    private readonly ChartFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("new.yaml")]
    [InlineData("deep/er/new.yaml")]
    [InlineData("chart/values.yaml")]
    public async Task A_values_file_is_written_and_no_temporary_file_is_left(string file)
    {
        await HelmValues.WriteAsync(_folder.In(file), Values, ChartFolder.Cancel);

        Assert.Equal(Values, await File.ReadAllTextAsync(_folder.In(file), ChartFolder.Cancel));
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(_folder.In(file))!), path => Assert.EndsWith(".yaml", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("service:\n  port: 80\n", true)]
    public async Task Values_that_a_push_wrote_are_dropped_and_a_file_that_was_edited_stays(string added, bool stays)
    {
        var values = HelmValues.For("cr.eu-west1.nebius.cloud/e00abc/app", "1.0", "sha256:0a");
        await HelmValues.WriteAsync(_folder.In("new.yaml"), values + added, ChartFolder.Cancel);

        HelmValues.Drop(_folder.In("new.yaml"));
        HelmValues.Drop(_folder.In("missing.yaml"));

        Assert.Equal(stays, File.Exists(_folder.In("new.yaml")));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("a\0b.yaml")]
    [InlineData("ROOT/")]
    [InlineData("ROOT/chart/")]
    [InlineData("ROOT/chart/values.yaml/x")]
    [InlineData("LONG")]
    [InlineData("ROOT/LONG/x.yaml")]
    public async Task A_values_path_that_is_not_a_file_is_an_error(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var path = file.Replace("ROOT", _folder.In(string.Empty), StringComparison.Ordinal).Replace("LONG", new string('l', 5000), StringComparison.Ordinal);

        Assert.Equal("NEBIUS1606", (await FailsAsync(path)).Code);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("socket")]
    [InlineData("directory")]
    public async Task A_pipe_socket_or_directory_in_place_of_the_values_file_is_an_error(string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");
        await _folder.PutAsync(kind, "values.yaml");

        var refused = await FailsAsync(_folder.In("values.yaml"));

        Assert.Equal("NEBIUS1610", refused.Code);
        Assert.Contains($"is a {kind}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_in_place_of_the_values_file_is_an_error_and_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");

        Assert.Equal("NEBIUS1610", (await FailsAsync("/dev/null")).Code);
        Assert.True(File.Exists("/dev/null"));
    }

    [Fact]
    public async Task A_link_in_place_of_the_values_file_is_followed_only_within_its_directory()
    {
        _folder.Link("values.yaml", "chart/values.yaml");
        _folder.Link("links/values.yaml", _folder.Outside);

        await HelmValues.WriteAsync(_folder.In("values.yaml"), Values, ChartFolder.Cancel);

        Assert.Equal(Values, await File.ReadAllTextAsync(_folder.InChart("values.yaml"), ChartFolder.Cancel));
        Assert.NotNull(new FileInfo(_folder.In("values.yaml")).LinkTarget);
        Assert.Equal("NEBIUS1609", (await FailsAsync(_folder.In("links/values.yaml"))).Code);
        Assert.Equal("a secret of the user", await File.ReadAllTextAsync(_folder.Outside, ChartFolder.Cancel));
    }

    private static Task<NebiusRegistryException> FailsAsync(string file) => Assert.ThrowsAsync<NebiusRegistryException>(
        () => Task.Run(() => HelmValues.WriteAsync(file, Values, ChartFolder.Cancel), ChartFolder.Cancel).WaitAsync(TimeSpan.FromMinutes(2), ChartFolder.Cancel));
}
