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
    public async Task Many_concurrent_requests_of_a_process_make_one_token_exchange()
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
    public async Task A_token_in_memory_that_expires_soon_is_renewed()
    {
        await Get();
        _time.Advance(TimeSpan.FromHours(11.4));
        Assert.True((await Get()).IsCached);
        _time.Advance(TimeSpan.FromHours(0.2));
        Assert.False((await Get()).IsCached);
        Assert.Equal(2, _exchanges);
    }

    [Fact]
    public async Task A_token_in_memory_that_cannot_be_renewed_is_used_until_it_expires()
    {
        await Get();
        _time.Advance(TimeSpan.FromHours(11.9));
        var kept = await Get(() => throw new NebiusRegistryException(MessageCodes.IamUnreachable, "down"));
        Assert.Equal("down", kept.RenewalError!.Message);

        _time.Advance(TimeSpan.FromHours(0.2));
        await Assert.ThrowsAsync<NebiusRegistryException>(() => Get(() => throw new NebiusRegistryException(MessageCodes.IamUnreachable, "down")));
    }

    [Fact]
    public async Task A_rejected_token_is_removed_from_memory_unless_it_was_replaced()
    {
        var first = await Get();
        _memory.Forget("key", new Secret("another"));
        Assert.True((await Get()).IsCached);

        _memory.Forget("key", first.Token);
        Assert.False((await Get()).IsCached);
    }

    [Fact]
    public async Task Cancelling_one_waiting_request_does_not_end_the_token_exchange_of_the_others()
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
