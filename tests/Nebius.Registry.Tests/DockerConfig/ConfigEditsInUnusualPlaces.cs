using System.Runtime.Versioning;
using System.Text;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.OS.Files;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>Edits that have nothing to change, and files that can't be edited, each with the advice for it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConfigEditsInUnusualPlaces : IDisposable
{
    private const string Configured = """{"credHelpers":{"cr.eu-west1.nebius.cloud":"nebius-registry"}}""";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-places-");
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    private string Config => Path.Join(_directory.FullName, "config.json");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(Configured, false)]
    [InlineData("""{"CREDHELPERS":{"cr.eu-west1.nebius.cloud":"nebius-registry"},"credsStore":""}""", false)]
    [InlineData("""{}""", true)]
    public async Task An_edit_with_nothing_to_change_needs_no_lock_and_writes_nothing(string content, bool removes)
    {
        await File.WriteAllTextAsync(Config, content, _cancel);
        File.SetAttributes(Config, FileAttributes.ReadOnly);
        var before = (File.GetLastWriteTimeUtc(Config), _directory.LastWriteTimeUtc);
        using var folder = Folder.Open(Config, create: false, followLast: true, out _);

        using (folder.TryLock(".nebius-registry.lock"))
        {
            before.LastWriteTimeUtc = Directory.GetLastWriteTimeUtc(_directory.FullName);
            Assert.Empty((await EditAsync(removes)).Changes);
            Assert.Equal(before, (File.GetLastWriteTimeUtc(Config), Directory.GetLastWriteTimeUtc(_directory.FullName)));
        }

        Assert.Equal(content, await File.ReadAllTextAsync(Config, _cancel));
        File.SetAttributes(Config, FileAttributes.Normal);
    }

    [Fact]
    public async Task An_edit_leaves_no_lock_file_behind()
    {
        Assert.NotEmpty((await EditAsync(removes: false)).Changes);

        Assert.Equal([Config], Directory.GetFileSystemEntries(_directory.FullName));
    }

    // docker 28, podman 4 and skopeo 1.9 fail at a byte order mark: "invalid character 'ï' looking for beginning of value".
    [Theory]
    [InlineData(Configured)]
    [InlineData("{}")]
    public async Task An_edit_removes_a_byte_order_mark(string content)
    {
        await File.WriteAllBytesAsync(Config, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(content)], _cancel);

        var report = await EditAsync(removes: false);

        Assert.Contains("byte order mark", report.Changes[0], StringComparison.Ordinal);
        Assert.Equal((byte)'{', (await File.ReadAllBytesAsync(Config, _cancel))[0]);
    }

    [Fact]
    public async Task A_config_in_UTF_16_is_refused_with_its_own_advice()
    {
        await File.WriteAllTextAsync(Config, "{}", Encoding.Unicode, _cancel);

        Assert.Contains("UTF-16", (await FailsAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_place_of_the_config_is_refused_with_the_command_that_removes_it()
    {
        Directory.CreateDirectory(Config);

        Assert.EndsWith($"rmdir '{Config}'", (await FailsAsync()).Message, StringComparison.Ordinal);
    }

    // docker reads all sections whose names differ only in case: https://pkg.go.dev/encoding/json#Unmarshal
    [Theory]
    [InlineData("""{"credhelpers":{"cr.eu-west1.nebius.cloud":"nebius"}}""", """{"credhelpers":{"cr.eu-west1.nebius.cloud":"nebius-registry"}}""")]
    [InlineData("""{"credhelpers":{"a":"b"}}""", """{"credhelpers":{"a":"b"},"credHelpers":{"cr.eu-west1.nebius.cloud":"nebius-registry"}}""")]
    [InlineData(
        """{"credHelpers":{"cr.eu-west1.nebius.cloud":"x"},"CredHelpers":{"cr.eu-west1.nebius.cloud":"y"}}""",
        """{"credHelpers":{"cr.eu-west1.nebius.cloud":"x"},"CredHelpers":{"cr.eu-west1.nebius.cloud":"nebius-registry"}}""")]
    public async Task The_section_of_helpers_is_found_whatever_the_case_of_its_name(string content, string expected)
    {
        await File.WriteAllTextAsync(Config, content, _cancel);

        await EditAsync(removes: false, replaces: true);

        Assert.Equal(expected, await File.ReadAllTextAsync(Config, _cancel));
        await EditAsync(removes: true);
        Assert.DoesNotContain("nebius-registry", await File.ReadAllTextAsync(Config, _cancel), StringComparison.Ordinal);
    }

    private Task<HelperEntriesReport> EditAsync(bool removes, bool replaces = false) => HelperEntries.ApplyAsync(
        new HelperEntriesRequest { File = Config, Hosts = [Hosts.EuWest1.Name], Removes = removes, Replaces = replaces }, _cancel);

    private Task<NebiusRegistryException> FailsAsync() => Assert.ThrowsAsync<NebiusRegistryException>(() => EditAsync(removes: false));
}
