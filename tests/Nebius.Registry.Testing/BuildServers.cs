using System.Collections.Concurrent;

namespace Nebius.Registry.Testing;

/// <summary>The MSBuild servers of a test run: one for each scene that needs one at the same time.</summary>
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

    /// <summary>Gives a server back, after the emulator of its scene has stopped.</summary>
    public void Return(BuildServer server) => _free.Add(server);

    public async ValueTask DisposeAsync()
    {
        // Each of them ends, even if another one doesn't.
        await Task.WhenAll(_all.Select(server => server.DisposeAsync().AsTask()));
    }
}
