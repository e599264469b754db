using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Iam;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.TokenCache;

public sealed class OneExchangePerProcess
{
    private readonly FakeTimeProvider _time = new();
    private readonly TokenMemoryCache _memory = new();
    private int _exchanges;

    [Fact]
    public async Task Many_who_ask_at_once_get_one_exchange()
    {
        var release = new TaskCompletionSource();
        var asking = Enumerable.Range(0, 20).Select(_ => Get(async () => await release.Task)).ToArray();
        release.SetResult();
        var tokens = await Task.WhenAll(asking);

        Assert.Equal(1, _exchanges);
        Assert.All(tokens, token => Assert.Same(tokens[0].Token, token.Token));
        Assert.Single(tokens, token => !token.IsCached);
    }

    [Fact]
    public async Task A_token_that_lives_too_short_is_renewed()
    {
        await Get();
        _time.Advance(TimeSpan.FromHours(11.4));
        Assert.True((await Get()).IsCached);
        _time.Advance(TimeSpan.FromHours(0.2));
        Assert.False((await Get()).IsCached);
        Assert.Equal(2, _exchanges);
    }

    [Fact]
    public async Task A_token_that_cannot_be_renewed_is_used_while_it_lives()
    {
        await Get();
        _time.Advance(TimeSpan.FromHours(11.9));
        var kept = await Get(() => throw new NebiusRegistryException(MessageCodes.IamUnreachable, "down"));
        Assert.Equal("down", kept.RenewalError!.Message);

        _time.Advance(TimeSpan.FromHours(0.2));
        await Assert.ThrowsAsync<NebiusRegistryException>(() => Get(() => throw new NebiusRegistryException(MessageCodes.IamUnreachable, "down")));
    }

    [Fact]
    public async Task A_refused_token_is_forgotten_unless_it_was_replaced()
    {
        var first = await Get();
        _memory.Forget("key", new Secret("another"));
        Assert.True((await Get()).IsCached);

        _memory.Forget("key", first.Token);
        Assert.False((await Get()).IsCached);
    }

    [Fact]
    public async Task Who_waits_can_give_up_without_ending_the_exchange_of_others()
    {
        var release = new TaskCompletionSource();
        var first = Get(async () => await release.Task);
        using var impatient = new CancellationTokenSource();
        var second = Get(cancellation: impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        release.SetResult();
        Assert.False((await first).IsCached);
    }

    private Task<AccessToken> Get(Func<Task>? during = null, CancellationToken? cancellation = null) => _memory.GetAsync(
        "key",
        new TokenFreshness(_time, TimeSpan.FromMinutes(30)),
        async _ =>
        {
            _exchanges++;
            await (during?.Invoke() ?? Task.CompletedTask);
            return new AccessToken(new Secret($"token {_exchanges}"), _time.GetUtcNow().AddHours(12));
        },
        cancellation ?? TestContext.Current.CancellationToken);
}
