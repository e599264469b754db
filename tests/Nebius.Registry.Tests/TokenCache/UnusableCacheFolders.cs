using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>If no file can be used, tokens are cached in memory, and one line says why.</summary>
public sealed class UnusableCacheFolders : IDisposable
{
    private const uint Nobody = 65534;

    private readonly CacheWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(null, "HOME is not set")]
    [InlineData("/", "HOME is '/'")]
    [InlineData("/nonexistent/home", "doesn't exist")]
    [InlineData("relative", "HOME is not set")]
    public async Task A_missing_or_invalid_home_keeps_the_token_in_memory(string? home, string reason)
    {
        CacheWorld.NeedsUnix();
        _world.Environment["HOME"] = home;
        await AssertInMemoryBecauseAsync(reason);
    }

    [Fact]
    public async Task A_home_of_another_user_keeps_the_token_in_memory()
    {
        AnotherUser.Give(_world.Home);
        await AssertInMemoryBecauseAsync($"belongs to another user (id {Nobody})");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.Home));
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_keeps_the_token_in_memory()
    {
        CacheWorld.NeedsUnix();

        // Root may write without permission, but can't create a folder in a file.
        await File.WriteAllTextAsync(Path.Join(_world.Home, ".cache"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Join(_world.Home, ".nebius"), "", TestContext.Current.CancellationToken);
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "Another folder there.");
        await AssertInMemoryBecauseAsync("can't be");
    }

    [Theory]
    [InlineData("git")]
    [InlineData("checkout")]
    public async Task A_home_in_the_workspace_keeps_the_token_in_memory(string workspace)
    {
        CacheWorld.NeedsUnix();
        if (workspace == "git")
        {
            Directory.CreateDirectory(Path.Join(_world.Root, ".git"));
        }
        else
        {
            _world.Environment["CI_PROJECT_DIR"] = _world.Root;
        }

        await AssertInMemoryBecauseAsync("is inside the workspace");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.Home));
    }

    [Fact]
    public async Task A_missing_temp_folder_of_the_CI_job_is_not_replaced_by_another_cache_folder()
    {
        _world.Environment["RUNNER_TEMP"] = Path.Join(_world.Root, "missing");
        await AssertInMemoryBecauseAsync("RUNNER_TEMP isn't a directory", _world.Key);
    }

    private async Task AssertInMemoryBecauseAsync(string reason, params TokenCacheKey[] identities)
    {
        foreach (var identity in identities is [] ? [_world.Key, _world.Profile] : identities)
        {
            _world.Notes = new();
            var before = _world.Exchanges;
            var memory = new TokenMemoryCache();
            Assert.False((await _world.GetAsync(identity, cache: _world.NewProcess(memory))).IsCached);
            Assert.True((await _world.GetAsync(identity, cache: _world.NewProcess(memory))).IsCached);
            Assert.False((await _world.GetAsync(identity)).IsCached);

            Assert.Equal(before + 2, _world.Exchanges);
            var line = Assert.Single(_world.Notes.Lines);
            Assert.Contains("memory only", line, StringComparison.Ordinal);
            Assert.Contains(reason, line, StringComparison.Ordinal);
            Assert.Empty(_world.Notes.Warnings);
        }
    }
}
