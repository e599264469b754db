using Nebius.Registry.Helm;
using Nebius.Registry.Helm.Packaging;

namespace Nebius.Registry.Tests.Helm;

/// <summary>Only the files that were checked are packed: a file that has changed since is an error.</summary>
public sealed class ChartFilesThatChange : IDisposable
{
    private readonly ChartFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("color: green and more\n")]
    [InlineData("short")]
    [InlineData("")]
    public void A_chart_file_whose_length_has_changed_is_not_opened(string content)
    {
        var file = new ChartFile("values.yaml", _folder.InChart("values.yaml"), "color: blue\n".Length);
        File.WriteAllText(file.Path, content);

        Assert.Equal("NEBIUS1611", Assert.Throws<NebiusRegistryException>(() => file.Open().Dispose()).Code);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(10)]
    [InlineData(0)]
    public void A_chart_file_that_grows_or_shrinks_while_it_is_read_is_an_error(int length)
    {
        var path = _folder.InChart("values.yaml");
        File.WriteAllBytes(path, new byte[50_000]);
        using var content = new ChartFile("values.yaml", path, 50_000).Open();
        var buffer = new byte[20];
        content.ReadExactly(buffer);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(length);
        }

        Assert.Equal("NEBIUS1611", Assert.Throws<NebiusRegistryException>(() => content.CopyTo(Stream.Null)).Code);
    }

    [Fact]
    public void A_chart_file_that_was_replaced_by_a_link_is_not_opened()
    {
        var file = new ChartFile("values.yaml", _folder.InChart("values.yaml"), new FileInfo(_folder.Outside).Length);
        _folder.Link("chart/values.yaml", _folder.Outside);

        Assert.Equal("NEBIUS1610", Assert.Throws<NebiusRegistryException>(() => file.Open().Dispose()).Code);
    }

    [Fact]
    public void A_chart_directory_that_was_replaced_by_a_link_is_not_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");
        _folder.Write("chart/files/secret.txt", "not secret");
        var file = new ChartFile("files/secret.txt", _folder.InChart("files/secret.txt"), new FileInfo(_folder.Outside).Length);
        Directory.Delete(_folder.InChart("files"), recursive: true);
        _folder.Link("chart/files", _folder.In("outside"));

        Assert.Equal("NEBIUS1611", Assert.Throws<NebiusRegistryException>(() => file.Open().Dispose()).Code);
    }

    [Fact]
    public async Task A_chart_package_that_changes_before_it_is_sent_is_an_error()
    {
        var package = await _folder.PackAsync();
        await File.AppendAllTextAsync(package.Path, "more", ChartFolder.Cancel);

        Assert.Equal("NEBIUS1611", Assert.Throws<NebiusRegistryException>(() => package.Content.Open().Dispose()).Code);
    }
}
