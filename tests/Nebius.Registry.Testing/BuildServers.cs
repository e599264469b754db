using System.Collections.Concurrent;

namespace Nebius.Registry.Testing;

/// <summary>The MSBuild servers of a test run. There are as many as scenes have wanted one at the same time.</summary>
internal sealed class BuildServers(IReadOnlyDictionary<string, string?> environment) : IAsyncDisposable
{
    private readonly ConcurrentBag<BuildServer> _all = [];
    private readonly ConcurrentBag<BuildServer> _free = [];

    /// <summary>Takes a server that no other scene has.</summary>
    public async Task<BuildServer> TakeAsync()
    {
        if (_free.TryTake(out var server))
        {
            return server;
        }

        server = new BuildServer();
        _all.Add(server);
        await server.StartAsync(environment);
        return server;
    }

    /// <summary>Gives a server back when the emulator of its scene has stopped.</summary>
    public void Return(BuildServer server) => _free.Add(server);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _all)
        {
            await server.DisposeAsync();
        }
    }
}
