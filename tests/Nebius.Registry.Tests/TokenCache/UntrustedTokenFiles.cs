using Nebius.Registry.OS;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>A file that another user could have written, or could read, isn't read or written; the message says what to type.</summary>
public sealed class UntrustedTokenFiles : IDisposable
{
    private const string Planted = $"tokens:\n  {CacheWorld.SharedName}:\n    token: ne1.planted\n";

    private readonly CacheWorld _world = new();

    public UntrustedTokenFiles() => CacheWorld.NeedsUnix();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task A_CLI_token_file_open_to_other_users_is_not_used(UnixFileMode extra)
    {
        _world.WriteShared(Planted, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        await AssertNotTrustedAsync(_world.Profile, _world.SharedFile, $"chmod 600 '{_world.SharedFile}'");
    }

    [Fact]
    public async Task A_CLI_token_file_that_is_a_link_is_not_used()
    {
        _world.WriteShared(Planted);
        var target = Path.Join(_world.Root, "elsewhere.yaml");
        File.Move(_world.SharedFile, target);
        File.CreateSymbolicLink(_world.SharedFile, target);
        await AssertNotTrustedAsync(_world.Profile, target, $"ls -l '{_world.SharedFile}'");
    }

    [Fact]
    public async Task A_CLI_token_file_of_another_user_is_not_used()
    {
        _world.WriteShared(Planted);
        AnotherUser.Give(_world.SharedFile);
        await AssertNotTrustedAsync(_world.Profile, _world.SharedFile, $"ls -l '{_world.SharedFile}'");
    }

    [Fact]
    public async Task A_folder_or_a_pipe_in_place_of_a_token_file_is_not_used()
    {
        Directory.CreateDirectory(_world.SharedFile);
        await AssertNotTrustedAsync(_world.Profile, null, "isn't a regular file");

        Directory.Delete(_world.SharedFile);
        using var pipe = System.Diagnostics.Process.Start("mkfifo", ["-m", "600", _world.SharedFile]);
        await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        await AssertNotTrustedAsync(_world.Profile, null, "isn't a regular file");
    }

    [Fact]
    public async Task A_private_token_file_open_to_other_users_is_not_used()
    {
        await _world.GetAsync();
        var file = Assert.Single(_world.PrivateFiles);
        CacheWorld.SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await AssertNotTrustedAsync(_world.Key, file, $"chmod 600 '{file}'");
    }

    [Fact]
    public async Task A_private_cache_folder_open_to_other_users_is_not_used()
    {
        await _world.GetAsync();
        var file = Assert.Single(_world.PrivateFiles);
        CacheWorld.SetMode(_world.PrivateFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        await AssertNotTrustedAsync(_world.Key, file, $"chmod 700 '{_world.PrivateFolder}'");
    }

    [Fact]
    public async Task A_private_cache_folder_that_is_a_link_is_not_used()
    {
        await _world.GetAsync();
        var real = Path.Join(_world.Root, "elsewhere");
        Directory.Move(_world.PrivateFolder, real);
        Directory.CreateSymbolicLink(_world.PrivateFolder, real);
        await AssertNotTrustedAsync(_world.Key, Directory.EnumerateFiles(real, "*.json").Single(), $"ls -l '{_world.PrivateFolder}'");
    }

    [Fact]
    public async Task A_private_cache_folder_of_another_user_is_not_used()
    {
        await _world.GetAsync();
        AnotherUser.Give(_world.PrivateFolder);
        await AssertNotTrustedAsync(_world.Key, Assert.Single(_world.PrivateFiles), $"ls -ld '{_world.PrivateFolder}'");
    }

    [Fact]
    public async Task An_exchange_lock_that_is_a_link_is_not_used()
    {
        var target = Path.Join(_world.Root, "precious");
        Directory.CreateDirectory(Path.GetDirectoryName(_world.SharedFile)!);
        await _world.GetAsync(_world.Profile);
        var path = Directory.EnumerateFiles(Path.GetDirectoryName(_world.SharedFile)!, "*.lock").Single();
        File.Delete(path);
        File.Delete(_world.SharedFile);
        File.CreateSymbolicLink(path, target);

        Assert.False((await _world.GetAsync(_world.Profile)).IsCached);
        Assert.Contains($"ls -l '{path}'", Assert.Single(_world.Notes.Warnings).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(target));
    }

    private async Task AssertNotTrustedAsync(TokenCacheKey identity, string? file, string advice)
    {
        _world.Notes = new();
        var before = file is null ? null : await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var exchanges = _world.Exchanges;
        var token = await _world.GetAsync(identity);
        Assert.False(token.IsCached);
        Assert.Equal(exchanges + 1, _world.Exchanges);

        var warning = Assert.Single(_world.Notes.Warnings);
        Assert.Equal(MessageCodes.TokenCacheUnusable, warning.Code);
        Assert.Contains(advice, warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ne1", warning.Message, StringComparison.Ordinal);
        Assert.Empty(_world.Notes.Lines);
        if (identity.IsFromProfile)
        {
            Assert.Null(await _world.FindSharedAsync());
        }

        Assert.Equal(before, file is null ? null : await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }
}
