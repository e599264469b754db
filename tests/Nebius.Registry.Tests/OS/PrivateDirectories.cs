using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Tests.OS;

/// <summary>Where the files of a push or a login are created, and what becomes of them.</summary>
public sealed class PrivateDirectories : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("places-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    public PrivateDirectories() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has one place");

    private NebiusSettings Settings => new() { Environment = _environment.GetValueOrDefault, StartDirectory = _root };

    [Fact]
    public void A_private_directory_is_made_in_the_users_runtime_directory_before_TMPDIR()
    {
        _environment["XDG_RUNTIME_DIR"] = Make("run");
        _environment["TMPDIR"] = Make("tmp");

        using var directory = new PrivateDirectory(Settings);

        Assert.StartsWith(_environment["XDG_RUNTIME_DIR"] + "/", directory.FullPath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("relative/path")]
    public void A_missing_or_relative_place_for_the_private_directory_is_skipped(string runtime)
    {
        _environment["XDG_RUNTIME_DIR"] = runtime == "missing" ? Path.Join(_root, runtime) : runtime;
        _environment["TMPDIR"] = Make("tmp");

        using var directory = new PrivateDirectory(Settings);

        Assert.StartsWith(_environment["TMPDIR"] + "/", directory.FullPath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite, false)]
    [InlineData(UnixFileMode.GroupWrite, false)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.StickyBit, true)]
    [InlineData(UnixFileMode.OtherRead | UnixFileMode.OtherExecute, true)]
    public void A_place_where_others_could_replace_the_private_directory_is_skipped(UnixFileMode mode, bool isUsed)
    {
        _environment["XDG_RUNTIME_DIR"] = Make("run");
        _environment["TMPDIR"] = Make("tmp");
        SetMode(_environment["XDG_RUNTIME_DIR"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | mode);

        using var directory = new PrivateDirectory(Settings);

        Assert.Equal(isUsed, directory.FullPath.StartsWith(_environment["XDG_RUNTIME_DIR"], StringComparison.Ordinal));
    }

    [Fact]
    public void A_place_in_the_workspace_is_skipped_for_the_private_directory_also_behind_a_link()
    {
        Directory.CreateDirectory(Path.Join(_root, ".git"));
        var outside = Directory.CreateTempSubdirectory("places-outside-").FullName;
        Directory.CreateSymbolicLink(Path.Join(outside, "link"), Make("tmp"));
        _environment["XDG_RUNTIME_DIR"] = Path.Join(outside, "link");
        _environment["TMPDIR"] = outside;

        using var directory = new PrivateDirectory(Settings);

        Assert.Equal(outside, Path.GetDirectoryName(directory.FullPath));
        Directory.Delete(outside, recursive: true);
    }

    [Fact]
    public void A_private_directory_is_for_its_owner_only_and_is_deleted_with_its_files()
    {
        _environment["TMPDIR"] = Make("tmp");
        var directory = new PrivateDirectory(Settings);
        File.WriteAllText(directory.In("file"), "text");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, GetMode(directory.FullPath));

        directory.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_environment["TMPDIR"]));
    }

    [Fact]
    public void A_private_directory_of_a_killed_process_is_deleted_and_one_in_use_is_not()
    {
        _environment["XDG_RUNTIME_DIR"] = Make("run");
        _environment["TMPDIR"] = Make("tmp");
        var left = Make("tmp/nebius-registry-left");
        File.WriteAllText(Path.Join(left, "lock"), string.Empty);
        SetMode(Path.Join(left, "lock"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Path.Join(left, "auth.json"), "secret");
        using var inUse = new PrivateDirectory(Settings with { Environment = name => name == "TMPDIR" ? _environment[name] : null });

        using var directory = new PrivateDirectory(Settings);

        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(inUse.FullPath));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(20, false)]
    public void A_private_directory_without_a_lock_is_left_alone_for_some_minutes(int minutes, bool isLeft)
    {
        _environment["TMPDIR"] = Make("tmp");
        var young = Make("tmp/nebius-registry-young");
        Directory.SetLastWriteTimeUtc(young, DateTime.UtcNow.AddMinutes(-minutes));

        using var directory = new PrivateDirectory(Settings);

        Assert.Equal(isLeft, Directory.Exists(young));
    }

    [Fact]
    public void A_link_named_like_a_private_directory_is_not_followed()
    {
        _environment["TMPDIR"] = Make("tmp");
        var precious = Make("precious");
        File.WriteAllText(Path.Join(precious, "lock"), string.Empty);
        Directory.CreateSymbolicLink(Path.Join(_environment["TMPDIR"], "nebius-registry-link"), precious);

        using var directory = new PrivateDirectory(Settings);

        Assert.True(File.Exists(Path.Join(precious, "lock")));
    }

    [Fact]
    public void Without_a_place_for_the_private_directory_the_error_lists_what_was_tried()
    {
        _environment["CI_PROJECT_DIR"] = "/";
        _environment["TMPDIR"] = Make("tmp");

        var error = Assert.Throws<NebiusRegistryException>(() => new PrivateDirectory(Settings));

        Assert.Equal("NEBIUS1415", error.Code);
        Assert.Contains($"{_environment["TMPDIR"]} (inside the workspace), ", error.Message, StringComparison.Ordinal);
        Assert.Contains(" /tmp (inside the workspace)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_directory_is_the_last_place_for_the_private_directory_and_is_created()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the path is Linux's");
        _environment["GITHUB_WORKSPACE"] = "/tmp";
        _environment["CI_PROJECT_DIR"] = "/dev/shm";
        _environment["BUILD_SOURCESDIRECTORY"] = "/var/tmp";
        _environment["HOME"] = Directory.CreateDirectory(Path.Join(AppContext.BaseDirectory, $"places-{Guid.NewGuid():N}")).FullName;
        try
        {
            using var directory = new PrivateDirectory(Settings);

            Assert.Equal(Path.Join(_environment["HOME"], ".cache"), Path.GetDirectoryName(directory.FullPath));
        }
        finally
        {
            Directory.Delete(_environment["HOME"], recursive: true);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Make(string name) => Directory.CreateDirectory(Path.Join(_root, name)).FullName;

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static UnixFileMode GetMode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
}
