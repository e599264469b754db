using Nebius.Registry.Iam;
using Nebius.Registry.OS;
using Nebius.Registry.Tests.Support;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.TokenCache;

public sealed class TokenCacheLocations : IDisposable
{
    private readonly CacheWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(null, "key", "private")]
    [InlineData(null, "profile", "shared")]
    [InlineData("auto", "profile", "shared")]
    [InlineData("AUTO", "profile without a name", "private")]
    [InlineData("Auto", "key at another endpoint", "private")]
    [InlineData("Shared", "key", "shared")]
    [InlineData("shared", "profile", "shared")]
    [InlineData("Shared", "profile without a name", "private")]
    [InlineData("Shared", "key at another endpoint", "private")]
    [InlineData("Private", "profile", "private")]
    [InlineData("Private", "key", "private")]
    [InlineData("Memory", "profile", "nowhere")]
    [InlineData("mEMORY", "key", "nowhere")]
    public async Task The_setting_and_the_credential_decide_in_which_cache_a_token_is_stored(string? setting, string identity, string place)
    {
        CacheWorld.NeedsUnix();
        _world.Environment[EnvironmentVariables.TokenCache] = setting;
        _world.Environment[EnvironmentVariables.Endpoint] = "api.private.nebius.cloud";
        var key = identity switch
        {
            "key" => _world.Key,
            "profile" => _world.Profile,
            "profile without a name" => _world.Profile with { SharedName = null },
            _ => _world.Profile with { Endpoint = IamEndpoint.FromEnvironment(_world.Settings) },
        };

        var first = await _world.GetAsync(key);
        var second = await _world.GetAsync(key);

        Assert.Equal(place == "shared", File.Exists(_world.SharedFile));
        Assert.Equal(place == "private" ? 1 : 0, _world.PrivateFiles.Count());
        Assert.Equal(place == "nowhere" ? 2 : 1, _world.Exchanges);
        Assert.Equal(place != "nowhere", second.IsCached);
        Assert.Equal(place != "nowhere", first.Token.Reveal() == second.Token.Reveal());
        Assert.Equal(place == "nowhere", !Directory.EnumerateFileSystemEntries(_world.Home).Any());
        Assert.Empty(_world.Notes.Lines);
        Assert.Empty(_world.Notes.Warnings);
    }

    [Theory]
    [InlineData("disk")]
    [InlineData("0")]
    [InlineData("Auto,Memory")]
    [InlineData("ne1canary")]
    public async Task An_invalid_token_cache_setting_is_an_error_that_does_not_show_its_value(string setting)
    {
        _world.Environment[EnvironmentVariables.TokenCache] = setting;
        var error = await Leaks.FailsWithAsync(MessageCodes.InvalidSetting, () => _world.GetAsync(), "ne1canary");
        Assert.Contains(EnvironmentVariables.TokenCache, error.Message, StringComparison.Ordinal);
        await Leaks.FailsWithAsync(MessageCodes.InvalidSetting, () => _world.FindSharedAsync());
        Assert.Equal(0, _world.Exchanges);
    }

    [Fact]
    public async Task The_memory_cache_is_read_before_the_files()
    {
        var process = _world.NewProcess();
        await _world.GetAsync(cache: process);
        foreach (var file in _world.PrivateFiles.ToArray())
        {
            File.Delete(file);
        }

        Assert.True((await _world.GetAsync(cache: process)).IsCached);
        Assert.False((await _world.GetAsync()).IsCached);
    }

    [Theory]
    [InlineData("another", null)]
    [InlineData(null, "api.private.nebius.cloud")]
    public async Task Another_key_or_endpoint_has_its_own_cached_token(string? key, string? endpoint)
    {
        await _world.GetAsync();
        _world.Environment[EnvironmentVariables.Endpoint] = endpoint;
        var other = _world.Key with { Key = key ?? _world.Key.Key, Endpoint = IamEndpoint.FromEnvironment(_world.Settings) };
        Assert.False((await _world.GetAsync(other)).IsCached);
        Assert.Equal(2, _world.PrivateFiles.Count());
    }

    [Theory]
    [InlineData("RUNNER_TEMP")]
    [InlineData("AGENT_TEMPDIRECTORY")]
    public async Task The_temp_folder_of_the_CI_job_comes_before_the_home_for_cached_tokens(string variable)
    {
        var temp = Directory.CreateDirectory(Path.Join(_world.Root, "temp")).FullName;
        _world.Environment[variable] = temp;
        await _world.GetAsync();

        Assert.Single(Directory.EnumerateFiles(Path.Join(temp, "nebius-registry"), "*.json"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.Home));
    }

    [Fact]
    public async Task The_cache_folder_that_the_user_set_comes_before_the_default_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "XDG_CACHE_HOME is for Unix.");
        var cache = Path.Join(_world.Root, "xdg");
        _world.Environment["XDG_CACHE_HOME"] = cache;
        await _world.GetAsync();
        Assert.Single(Directory.EnumerateFiles(Path.Join(cache, "nebius-registry"), "*.json"));
    }

    [Fact]
    public async Task Private_token_files_that_were_not_written_for_a_day_are_deleted()
    {
        await _world.GetAsync(_world.Key with { Key = "yesterday's" });
        var old = Assert.Single(_world.PrivateFiles);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-25));

        await _world.GetAsync();
        Assert.DoesNotContain(old, _world.PrivateFiles);
        Assert.Single(_world.PrivateFiles);
    }

    [Fact]
    public async Task The_exchange_lock_has_the_same_name_as_in_the_Go_SDK()
    {
        CacheWorld.NeedsUnix();
        await _world.GetAsync(_world.Profile);

        // printf %s service-account/serviceaccount-e00a/publickey-e00b | sha256sum
        Assert.True(File.Exists(Path.Join(_world.Home, ".nebius", "tokener-sync-434b1dbfa806e1d89feebefeb54bd476d79f310fdfa4eee3f26896da0a3bfe63.lock")));
    }
}
