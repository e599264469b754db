using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Iam;
using Nebius.Registry.OS;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.TokenCache;

public sealed class RenewedAndRefusedTokens : IDisposable
{
    private readonly CacheWorld _world = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    public RenewedAndRefusedTokens() => _world.Time = _time;

    public void Dispose() => _world.Dispose();

    public static TheoryData<bool> Places => OperatingSystem.IsWindows() ? [false] : [false, true];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_cached_token_that_expires_soon_is_renewed(bool isFromProfile)
    {
        var key = _world.Key with { IsFromProfile = isFromProfile };
        await _world.GetAsync(key);
        _time.Advance(TimeSpan.FromHours(11.4));
        Assert.True((await _world.GetAsync(key)).IsCached);

        _time.Advance(TimeSpan.FromHours(0.2));
        Assert.False((await _world.GetAsync(key)).IsCached);
        Assert.True((await _world.GetAsync(key)).IsCached);
        Assert.Equal(2, _world.Exchanges);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_cached_token_that_cannot_be_renewed_is_used_until_it_expires(bool isFromProfile)
    {
        var key = _world.Key with { IsFromProfile = isFromProfile };
        var first = await _world.GetAsync(key);
        _time.Advance(TimeSpan.FromHours(11.9));
        var kept = await _world.GetAsync(key, Down);
        Assert.Equal("down", kept.RenewalError!.Message);
        Assert.Equal(first.Token.Reveal(), kept.Token.Reveal());

        _time.Advance(TimeSpan.FromHours(0.2));
        await Assert.ThrowsAsync<NebiusRegistryException>(() => _world.GetAsync(key, Down));
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(120, false)]
    [InlineData(30_000_000, false)]
    public async Task A_cached_token_issued_too_far_in_the_future_is_not_used(double minutesBack, bool isCached)
    {
        var issued = _time.GetUtcNow();
        await _world.GetAsync(exchange: () => Task.FromResult(_world.Token("ne1.first", TimeSpan.FromHours(12)) with { IssuedAt = issued }));

        _world.Time = new FakeTimeProvider(issued - TimeSpan.FromMinutes(minutesBack));

        Assert.Equal(isCached, (await _world.GetAsync()).IsCached);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_cached_token_without_an_expiry_is_used(bool isFromProfile)
    {
        var key = _world.Key with { IsFromProfile = isFromProfile };
        await _world.GetAsync(key, () => Task.FromResult(_world.Token("ne1.forever", null)));
        _time.Advance(TimeSpan.FromDays(0.9));
        var kept = await _world.GetAsync(key);
        Assert.True(kept.IsCached);
        Assert.Null(kept.ExpiresAt);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_expiry_of_a_cached_token_is_stored_to_the_second(bool isFromProfile)
    {
        var key = _world.Key with { IsFromProfile = isFromProfile };
        var first = (await _world.GetAsync(key)).ExpiresAt!.Value;
        var second = (await _world.GetAsync(key)).ExpiresAt!.Value;
        Assert.Equal(first.ToUnixTimeSeconds(), second.ToUnixTimeSeconds());
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_rejected_token_is_removed_from_disk_too_unless_it_was_replaced(bool isFromProfile)
    {
        var key = _world.Key with { IsFromProfile = isFromProfile };
        var first = await _world.GetAsync(key);
        await ForgetAsync(key, new Secret("ne1.another"));
        Assert.True((await _world.GetAsync(key)).IsCached);

        await ForgetAsync(key, first.Token);
        Assert.False((await _world.GetAsync(key)).IsCached);
        await ForgetAsync(key, first.Token);
        Assert.True((await _world.GetAsync(key)).IsCached);
        Assert.Equal(2, _world.Exchanges);
    }

    [Fact]
    public async Task Forgetting_a_token_creates_no_cache_file()
    {
        await ForgetAsync(_world.Key, new Secret("ne1.x"));
        await ForgetAsync(_world.Profile, new Secret("ne1.x"));
        Assert.False(File.Exists(_world.SharedFile));
        Assert.Empty(_world.PrivateFiles);
    }

    [Fact]
    public async Task A_process_with_a_rejected_token_takes_the_one_that_another_process_exchanged()
    {
        var process = _world.NewProcess();
        var first = await _world.GetAsync(cache: process);
        await ForgetAsync(_world.Key, first.Token);
        var second = await _world.GetAsync();

        await process.ForgetAsync(_world.Key, first.Token, TestContext.Current.CancellationToken);
        var third = await _world.GetAsync(cache: process);
        Assert.Equal(second.Token.Reveal(), third.Token.Reveal());
        Assert.Equal(2, _world.Exchanges);
    }

    [Fact]
    public async Task A_valid_token_of_the_CLI_is_found_and_nothing_is_written()
    {
        CacheWorld.NeedsUnix();
        Assert.Null(await _world.FindSharedAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.Home));

        await _world.GetAsync(_world.Profile);
        var content = await File.ReadAllTextAsync(_world.SharedFile, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromHours(11.99));
        Assert.Equal("ne1.exchanged-1", (await _world.FindSharedAsync())!.Token.Reveal());
        _time.Advance(TimeSpan.FromHours(0.02));
        Assert.Null(await _world.FindSharedAsync());
        Assert.Equal(content, await File.ReadAllTextAsync(_world.SharedFile, TestContext.Current.CancellationToken));
    }

    private static Task<AccessToken> Down() => throw new NebiusRegistryException(MessageCodes.IamUnreachable, "down");

    private Task ForgetAsync(TokenCacheKey key, Secret token) => _world.NewProcess().ForgetAsync(key, token, TestContext.Current.CancellationToken);
}
