namespace Nebius.Registry.Tests.TokenCache;

/// <summary>Tests that need real processes.</summary>
public sealed class ConcurrentProcesses : IDisposable
{
    private readonly CacheWorld _world = new();
    private readonly List<Worker> _workers = [];

    public void Dispose()
    {
        _workers.ForEach(worker => worker.Dispose());
        _world.Dispose();
    }

    [Theory]
    [InlineData("Private", "false")]
    [InlineData("Private", "true")]
    [InlineData("Shared", "true")]
    public async Task Twenty_processes_at_once_make_one_token_exchange(string mode, string disableLocking)
    {
        CacheWorld.NeedsUnix();
        var exchanging = Start(20, mode, disableLocking);

        // No exchange ends before all processes have asked. Without a lock, each would make its own.
        var first = await await Task.WhenAny(exchanging);
        await Task.WhenAll(_workers.Select(worker => worker.FinishExchangeAsync()));
        var all = await Task.WhenAll(exchanging);

        Assert.NotNull(first);
        Assert.Single(all, worker => worker is not null);
        await AssertOneTokenAsync(_workers);
    }

    [Theory]
    [InlineData("Private")]
    [InlineData("Shared")]
    public async Task A_process_killed_during_its_token_exchange_does_not_hinder_the_others(string mode)
    {
        CacheWorld.NeedsUnix();
        var exchanging = Start(4, mode, "false");
        var victim = (await await Task.WhenAny(exchanging))!;
        await victim.KillAsync();

        var others = _workers.Where(worker => worker != victim).ToArray();
        await Task.WhenAll(others.Select(worker => worker.FinishExchangeAsync()));
        var all = await Task.WhenAll(exchanging);

        Assert.Equal(2, all.Count(worker => worker is not null));
        await AssertOneTokenAsync(others);
    }

    /// <summary>Starts workers, and returns once all have asked; each task ends with the worker's own exchange, or with null.</summary>
    private List<Task<Worker?>> Start(int count, string mode, string disableLocking)
    {
        for (var i = 0; i < count; i++)
        {
            _workers.Add(Worker.Start(_world.Home, mode, ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", disableLocking)));
        }

        var asked = Task.WhenAll(_workers.Select(worker => worker.SaysAsync("asking")));
        return [.. _workers.Select(async worker =>
        {
            await asked;
            return await worker.SaysAsync("exchanging") ? worker : null;
        })];
    }

    private static async Task AssertOneTokenAsync(IReadOnlyCollection<Worker> workers)
    {
        foreach (var worker in workers.Where(worker => worker.Token is null))
        {
            Assert.True(await worker.SaysAsync("token "));
        }

        Assert.Single(workers.Select(worker => worker.Token).Distinct());
        Assert.DoesNotContain(workers.SelectMany(worker => worker.Said), line => line.StartsWith("note ", StringComparison.Ordinal));
    }
}
