namespace Nebius.Registry.Emulator;

/// <summary>Leaves signals alone. The usual one would take Ctrl+C for itself and stop the world under a command that still runs.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
