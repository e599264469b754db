using System.Runtime.Versioning;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

public sealed class FilesThatGetAToken : IDisposable
{
    private const string Token = "v1.CANARYcanary0123456789.SIGNATURE";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-key-");
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    private string Key => Path.Join(_directory.FullName, "key");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_key_file_holds_the_token_and_nothing_else()
    {
        await StaticKeyDestination.ToFile(Key).WriteAsync(new Secret(Token), _cancel);

        Assert.Equal(Token, await File.ReadAllTextAsync(Key, _cancel));
        Assert.Equal(["key"], Names());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_key_file_is_readable_for_its_owner_only_even_when_it_replaces_another_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        await File.WriteAllTextAsync(Key, "old", _cancel);
        File.SetUnixFileMode(Key, (UnixFileMode)0x1ff);

        await Replacing(Key).WriteAsync(new Secret(Token), _cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
        Assert.Equal(Token, await File.ReadAllTextAsync(Key, _cancel));
    }

    [Fact]
    public async Task An_existing_key_file_is_replaced_only_on_request()
    {
        await File.WriteAllTextAsync(Key, "old", _cancel);

        await Refused(StaticKeyDestination.ToFile(Key), "it already exists");

        Assert.Equal("old", await File.ReadAllTextAsync(Key, _cancel));
        Assert.Equal(["key"], Names());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_in_place_of_the_key_file_is_not_followed(bool isDangling)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        var target = Path.Join(_directory.FullName, "target");
        if (!isDangling)
        {
            await File.WriteAllTextAsync(target, "old", _cancel);
        }

        File.CreateSymbolicLink(Key, target);

        await Refused(Replacing(Key), "is a link");

        Assert.Equal(!isDangling, File.Exists(target));
    }

    [Fact]
    public async Task A_key_file_in_a_missing_folder_is_an_error() =>
        await Refused(StaticKeyDestination.ToFile(Path.Join(_directory.FullName, "no", "key")), "its directory doesn't exist");

    [Fact]
    public async Task A_folder_in_place_of_the_key_file_is_an_error() => await Refused(Replacing(_directory.FullName), "it is a directory");

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("mknod")]
    public async Task A_device_or_pipe_in_place_of_the_key_file_is_not_replaced(string make)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can make a device.");
        string[] arguments = make == "mkfifo" ? [Key] : [Key, "c", "1", "3"];
        using (var process = System.Diagnostics.Process.Start(make, arguments))
        {
            await process.WaitForExitAsync(_cancel);
        }

        await Refused(Replacing(Key), "isn't a regular file");

        Assert.Equal(0, new FileInfo(Key).Length);
        Assert.Equal(["key"], Names());
    }

    [Fact]
    public async Task Another_users_link_to_a_folder_of_root_is_not_followed_for_the_key_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can give a link to another user.");
        var roots = _directory.CreateSubdirectory("roots");
        var link = Path.Join(_directory.FullName, "link");
        File.CreateSymbolicLink(link, roots.FullName);
        using (var process = System.Diagnostics.Process.Start("chown", ["-h", "65534", link]))
        {
            await process.WaitForExitAsync(_cancel);
        }

        await Refused(Replacing(Path.Join(link, "key")), "belongs to another user");

        Assert.Empty(roots.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_key_file_in_the_workspace_is_refused_unless_allowed()
    {
        _directory.CreateSubdirectory(".git");
        var settings = new NebiusSettings { Environment = _ => null, StartDirectory = _directory.FullName };

        await Refused(StaticKeyDestination.ToFile("key", settings: settings), "inside the workspace");
        await StaticKeyDestination.ToFile("key", new() { AllowsWorkspace = true }, settings).WriteAsync(new Secret(Token), _cancel);

        Assert.True(File.Exists(Key));
    }

    [Fact]
    public async Task A_cancelled_write_of_a_key_file_leaves_the_old_file_unchanged()
    {
        await File.WriteAllTextAsync(Key, "old", _cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Replacing(Key).WriteAsync(new Secret(Token), new CancellationToken(true)));

        Assert.Equal("old", await File.ReadAllTextAsync(Key, _cancel));
        Assert.Equal(["key"], Names());
    }

    [Fact]
    public async Task A_key_file_in_a_folder_that_cannot_be_written_is_an_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there is a folder that not even root may write.");

        await Refused(StaticKeyDestination.ToFile("/proc/nebius-key"), "Check the rights:");
    }

    private static StaticKeyDestination Replacing(string path) => StaticKeyDestination.ToFile(path, new() { Replaces = true });

    private async Task Refused(StaticKeyDestination destination, string why)
    {
        var failure = await Leaks.FailsWithAsync(
            MessageCodes.DestinationUnusable, () => destination.WriteAsync(new Secret(Token), _cancel), Token, "CANARYcanary");
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(_directory.FullName).Select(Path.GetFileName);
}
