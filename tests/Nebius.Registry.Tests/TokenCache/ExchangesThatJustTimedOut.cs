using System.Net;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Iam;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>docker asks a credential helper for each registry; only the first one waits for an IAM that doesn't answer.</summary>
public sealed class ExchangesThatJustTimedOut : IDisposable
{
    private readonly CacheWorld _world = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private IWebProxy _proxy = new WebProxy();
    private TokenMemoryCache? _memory;

    public ExchangesThatJustTimedOut() => _world.Time = _time;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    [InlineData(-1, true)]
    public async Task Another_process_does_not_wait_for_IAM_again_within_five_seconds_of_a_timeout(double secondsLater, bool isAsked)
    {
        await FailsAsync(Timeout);
        _time.AdjustTime(_time.GetUtcNow().AddSeconds(secondsLater));

        var second = await FailsAsync(Timeout);

        Assert.Equal(isAsked ? 2 : 1, _world.Exchanges);
        Assert.Equal(MessageCodes.IamTimedOut, second.Code);
        Assert.True(second.IsUnanswered);
    }

    [Fact]
    public async Task The_five_seconds_are_not_prolonged_by_those_that_ask_meanwhile()
    {
        await FailsAsync(Timeout);
        _time.Advance(TimeSpan.FromSeconds(4));
        await FailsAsync(Timeout);
        _time.Advance(TimeSpan.FromSeconds(2));

        var token = await GetAsync(() => Task.FromResult(_world.Token("ne1.fresh", TimeSpan.FromHours(12))));

        Assert.Equal("ne1.fresh", token.Token.Reveal());
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("unreachable")]
    [InlineData("cancelled")]
    public async Task Only_timeouts_are_remembered(string kind)
    {
        Func<Exception> failure = kind switch
        {
            "refused" => () => new NebiusRegistryException(MessageCodes.ExchangeRefused, "no") { IsUnauthenticated = true },
            "unreachable" => () => new NebiusRegistryException(MessageCodes.IamUnreachable, "refused") { IsUnanswered = true },
            _ => () => new OperationCanceledException(),
        };
        await Assert.ThrowsAnyAsync<Exception>(() => GetAsync(() => throw failure()));
        await Assert.ThrowsAnyAsync<Exception>(() => GetAsync(() => throw failure()));

        Assert.Equal(2, _world.Exchanges);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("endpoint")]
    [InlineData("proxy")]
    public async Task Another_key_endpoint_or_proxy_is_tried_all_the_same(string what)
    {
        await FailsAsync(Timeout);
        _world.Key = what switch
        {
            "key" => _world.Key with { Key = "another" },
            "endpoint" => _world.Key with { Endpoint = IamEndpoint.FromEnvironment(new() { Environment = name => name == "NEBIUS_ENDPOINT" ? "api.eu.nebius.cloud" : null }) },
            _ => _world.Key,
        };
        _proxy = what == "proxy" ? new WebProxy("http://proxy.example:3128") : _proxy;

        await FailsAsync(Timeout);

        Assert.Equal(2, _world.Exchanges);
    }

    [Fact]
    public async Task The_proxy_on_the_way_is_named_without_its_password()
    {
        _proxy = new WebProxy(new Uri("http://user:c4n4ry@proxy.example:3128"));
        await FailsAsync(Timeout);

        var second = await FailsAsync(Timeout);

        Assert.Contains("through the proxy http://proxy.example:3128", second.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c4n4ry", second.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remembered_timeout_has_no_key_and_no_endpoint_in_its_file()
    {
        _world.Key = _world.Key with { Key = "c4n4ry" };
        await FailsAsync(Timeout);

        var file = Assert.Single(Directory.EnumerateFiles(_world.PrivateFolder, "*.note"));

        Assert.Matches(@"\A[0-9a-f]{64}\.note\z", Path.GetFileName(file));
        Assert.Matches(@"\A[0-9]+\z", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_timeout_that_is_over_leaves_no_file()
    {
        await FailsAsync(Timeout);
        _time.Advance(TimeSpan.FromSeconds(6));

        await GetAsync(() => Task.FromResult(_world.Token("ne1.fresh", TimeSpan.FromHours(12))));

        Assert.Empty(Directory.EnumerateFiles(_world.PrivateFolder, "*.note"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    [InlineData("9999999999999999")]
    [InlineData("-1")]
    public async Task A_damaged_file_counts_as_no_timeout(string text)
    {
        await FailsAsync(Timeout);
        await File.WriteAllTextAsync(Assert.Single(Directory.EnumerateFiles(_world.PrivateFolder, "*.note")), text, TestContext.Current.CancellationToken);

        await FailsAsync(Timeout);

        Assert.Equal(2, _world.Exchanges);
    }

    [Fact]
    public async Task Without_a_cache_on_disk_a_timeout_is_remembered_by_its_process()
    {
        _world.Environment[EnvironmentVariables.TokenCache] = "Memory";
        _memory = new TokenMemoryCache();

        await FailsAsync(Timeout);
        await FailsAsync(Timeout);

        Assert.Equal(1, _world.Exchanges);
        Assert.False(Directory.Exists(_world.PrivateFolder));
    }

    [Fact]
    public async Task A_cached_token_that_cannot_be_renewed_is_used_after_a_timeout_too()
    {
        await GetAsync(() => Task.FromResult(_world.Token("ne1.old", TimeSpan.FromMinutes(10))));

        var first = await GetAsync(() => throw Timeout());
        var second = await GetAsync(() => throw Timeout());

        Assert.Equal(("ne1.old", "ne1.old"), (first.Token.Reveal(), second.Token.Reveal()));
        Assert.NotNull(second.RenewalError);
        Assert.Equal(2, _world.Exchanges);
    }

    private static NebiusRegistryException Timeout() =>
        new(MessageCodes.IamTimedOut, "no answer within 10 s") { IsUnanswered = true, IsTimeout = true };

    private Task<NebiusRegistryException> FailsAsync(Func<Exception> failure) =>
        Assert.ThrowsAsync<NebiusRegistryException>(() => GetAsync(() => throw failure()));

    private Task<AccessToken> GetAsync(Func<Task<AccessToken>> exchange) => _world.GetAsync(
        exchange: exchange,
        cache: new AccessTokenCache(new TokenCacheOptions
        {
            Settings = _world.Settings,
            MinimumLifetime = TimeSpan.FromMinutes(30),
            Time = _time,
            Memory = _memory ?? new TokenMemoryCache(),
            Proxy = _proxy,
        }));
}
