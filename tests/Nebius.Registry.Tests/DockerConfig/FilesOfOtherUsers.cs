using System.Diagnostics;
using System.Runtime.Versioning;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.TokenCache;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>Root edits a file in a user's home, as under sudo. That must neither give the user a file of root nor break one.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FilesOfOtherUsers : IDisposable
{
    private const string Lock = ".nebius-registry.lock";
    private const string User = "65534:65534";
    private const string Roots = "0:0";

    // A test that fails must not hang.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("nebius-others-");
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public FilesOfOtherUsers() => CacheWorld.NeedsUnix();

    private string Docker => In("home/.docker");

    private string Config => In("home/.docker/config.json");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("-s")]
    [InlineData("")]
    public async Task A_lock_that_is_a_link_to_a_file_of_root_does_not_give_that_file_away(string kind)
    {
        MakeUsersHome();
        var precious = Write("precious", "root's");
        Run("sh", "-c", $"ln {kind} '{precious}' '{Docker}/{Lock}'");

        await NotEditedAsync();

        Assert.Equal(Roots, OwnerOf(precious));
        Assert.Equal("root's", await File.ReadAllTextAsync(precious, _cancel));
        Assert.False(File.Exists(Config));
    }

    [Fact]
    public async Task A_lock_that_is_a_dangling_link_makes_no_file_elsewhere()
    {
        MakeUsersHome();
        File.CreateSymbolicLink($"{Docker}/{Lock}", In("made"));

        await NotEditedAsync();

        Assert.False(File.Exists(In("made")));
    }

    [Fact]
    public async Task A_lock_file_that_a_killed_command_has_left_is_removed()
    {
        MakeUsersHome();
        Write($"home/.docker/{Lock}", string.Empty);

        await EditAsync();

        Assert.Equal([Config], Directory.GetFileSystemEntries(Docker));
        Assert.Equal(User, OwnerOf(Config));
    }

    [Theory]
    [InlineData("mkfifo -m 600")]
    [InlineData("mkdir")]
    [InlineData("nc")]
    public async Task A_lock_that_is_not_a_regular_file_is_an_error_and_does_not_hang(string make)
    {
        Directory.CreateDirectory(Docker);
        Make(make, $"{Docker}/{Lock}");

        Assert.Contains(Lock, (await NotEditedAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mkfifo -m 600", false)]
    [InlineData("mkfifo -m 600", true)]
    [InlineData("mkdir", false)]
    [InlineData("mkdir", true)]
    [InlineData("nc", false)]
    [InlineData("nc", true)]
    [InlineData("null", false)]
    [InlineData("null", true)]
    public async Task A_docker_config_that_is_not_a_regular_file_is_an_error_and_stays(string make, bool isLink)
    {
        Directory.CreateDirectory(Docker);
        var node = isLink ? In("node") : Config;
        Make(make, node);
        if (isLink)
        {
            File.CreateSymbolicLink(Config, node);
        }

        var before = StatOf(node, "%F %i");
        Assert.Contains("regular file", (await NotEditedAsync()).Message, StringComparison.Ordinal);

        Assert.Equal(before, StatOf(node, "%F %i"));
    }

    [Fact]
    public async Task A_docker_directory_created_by_root_belongs_to_the_owner_of_the_home()
    {
        NeedsRoot();
        Directory.CreateDirectory(In("home"));
        Run("chown", User, In("home"));

        await EditAsync();

        Assert.Equal(User, OwnerOf(Docker));
        Assert.Equal(User, OwnerOf(Config));
        Assert.Equal([Config], Directory.GetFileSystemEntries(Docker));
        Assert.Equal("700", StatOf(Docker, "%a"));
        Assert.Equal("600", StatOf(Config, "%a"));
    }

    [Fact]
    public async Task A_users_link_does_not_lead_root_into_a_directory_of_root()
    {
        NeedsRoot();
        Directory.CreateDirectory(In("home"));
        Directory.CreateDirectory(In("roots"));
        File.CreateSymbolicLink(Docker, In("roots"));
        Run("chown", "-h", User, In("home"), Docker);

        await NotEditedAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(In("roots")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_users_link_does_not_lead_root_to_a_file_of_root(bool isThere)
    {
        MakeUsersHome();
        Directory.CreateDirectory(In("roots"));
        if (isThere)
        {
            Write("roots/config.json", "{}");
        }

        File.CreateSymbolicLink(Config, In("roots/config.json"));
        Run("chown", "-h", User, Config);

        await NotEditedAsync();

        Assert.Equal(isThere ? "{}" : null, File.Exists(In("roots/config.json")) ? await File.ReadAllTextAsync(In("roots/config.json"), _cancel) : null);
    }

    [Fact]
    public async Task Root_follows_a_users_link_to_a_file_of_that_user()
    {
        MakeUsersHome();
        Directory.CreateDirectory(In("data"));
        Write("data/config.json", "{}");
        Run("chown", "-R", User, In("data"));
        File.CreateSymbolicLink(Config, In("data/config.json"));
        Run("chown", "-h", User, Config);

        await EditAsync();

        Assert.Equal(In("data/config.json"), new FileInfo(Config).LinkTarget);
        Assert.Contains("nebius-registry", await File.ReadAllTextAsync(In("data/config.json"), _cancel), StringComparison.Ordinal);
        Assert.Equal(User, OwnerOf(In("data/config.json")));
    }

    [Fact]
    public async Task A_file_of_root_with_a_second_name_in_a_users_directory_is_left_alone()
    {
        MakeUsersHome();
        var precious = Write("precious.json", "{}");
        Run("ln", precious, Config);

        await NotEditedAsync();

        Assert.Equal(Roots, OwnerOf(precious));
        Assert.Equal("{}", await File.ReadAllTextAsync(Config, _cancel));
    }

    [Theory]
    [InlineData("dir")]
    [InlineData("file")]
    [InlineData("relative")]
    [InlineData("chain")]
    [InlineData("dangling")]
    public async Task Links_of_the_same_user_to_the_config_are_followed_and_stay_links(string kind)
    {
        Directory.CreateDirectory(In("home"));
        Directory.CreateDirectory(In("data/docker"));
        var target = In("data/docker/config.json");
        if (kind != "dangling")
        {
            Write("data/docker/config.json", "{}");
        }

        if (kind == "dir")
        {
            File.CreateSymbolicLink(Docker, "../data/docker");
        }
        else
        {
            Directory.CreateDirectory(Docker);
            File.CreateSymbolicLink(In("hop"), kind == "chain" ? "data/docker/config.json" : "nowhere");
            File.CreateSymbolicLink(Config, kind switch { "relative" => "../../data/docker/config.json", "chain" => In("hop"), _ => target });
        }

        await EditAsync();

        Assert.Contains("nebius-registry", await File.ReadAllTextAsync(target, _cancel), StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(kind == "dir" ? Docker : Config).LinkTarget);
        Assert.Empty(Directory.EnumerateFiles(In("data/docker"), ".config.json.*"));
    }

    [Fact]
    public async Task A_docker_config_that_links_in_a_circle_is_an_error()
    {
        Directory.CreateDirectory(In("home"));
        File.CreateSymbolicLink(Docker, In("home/.docker"));

        await NotEditedAsync();
    }

    [Theory]
    [InlineData("{\"auths\":{\"\u00e9\":{\"auth\":\"x\"}},\"note\":\"caf\u00e9\"}", false)]
    [InlineData("{ \"caf\u00e9\": 1,\r\n  \"auths\": {\r\n    \"a\": { \"email\": \"\u00ff\u00fe\", \"t\": \"a\\/b\" }\r\n  } }\r\n", true)]
    public async Task Bytes_of_a_docker_config_that_are_not_UTF8_stay_unchanged(string text, bool hasLines)
    {
        Directory.CreateDirectory(Docker);
        var before = System.Text.Encoding.Latin1.GetBytes(text);
        await File.WriteAllBytesAsync(Config, before, _cancel);

        await EditAsync();
        var after = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Config, _cancel));
        await EditAsync(removes: true);

        Assert.StartsWith(text[..text.LastIndexOf(hasLines ? " }" : "}", StringComparison.Ordinal)], after, StringComparison.Ordinal);
        Assert.Contains("nebius-registry", after, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Config, _cancel));
    }

    private static HelperEntriesRequest Request(string file, bool removes = false) =>
        new() { File = file, Hosts = [Hosts.EuWest1.Name], Helper = HelperEntries.OwnHelper, Removes = removes };

    private async Task EditAsync(bool removes = false) =>
        Assert.NotEmpty((await HelperEntries.ApplyAsync(Request(Config, removes), _cancel).WaitAsync(Timeout, _cancel)).Changes);

    // On a separate thread, because a hang would be in a system call.
    private async Task<NebiusRegistryException> NotEditedAsync()
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(
            () => Task.Run(() => HelperEntries.ApplyAsync(Request(Config), _cancel), _cancel).WaitAsync(Timeout, _cancel));
        Assert.Equal(MessageCodes.ConfigFileNotEdited, error.Code);
        return error;
    }

    private void MakeUsersHome()
    {
        NeedsRoot();
        Directory.CreateDirectory(Docker);
        Run("chown", "-R", User, In("home"));
    }

    private static void NeedsRoot() => Assert.SkipUnless(Environment.UserName == "root", "Only root can give a file to another user.");

    private static void Make(string what, string path)
    {
        switch (what)
        {
            case "nc":
                using (var socket = new System.Net.Sockets.Socket(
                    System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
                {
                    // Bind creates the node. .NET deletes it with the socket, unless it was moved.
                    var other = path + ".s";
                    socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(other));
                    File.Move(other, path);
                }

                break;
            case "null":
                NeedsRoot();
                Run("mknod", path, "c", "1", "3");
                break;
            default:
                Run("sh", "-c", $"{what} '{path}'");
                break;
        }
    }

    private static string OwnerOf(string path) => StatOf(path, "%u:%g");

    private static string StatOf(string path, string format)
    {
        using var process = Process.Start(new ProcessStartInfo("stat", ["-c", format, path]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Write(string name, string content)
    {
        File.WriteAllText(In(name), content);
        return In(name);
    }

    private string In(string name) => Path.Join(_root.FullName, name);
}
