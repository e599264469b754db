using Microsoft.Extensions.Time.Testing;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>One world for all tests of a class, which use separate registries and accounts.</summary>
public sealed class WorldFixture : IAsyncLifetime
{
    private int _registries;

    public EmulatorWorld World { get; private set; } = null!;

    /// <summary>The world's clock, which tests only move forward.</summary>
    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public async ValueTask InitializeAsync() =>
        World = await EmulatorWorld.StartAsync(new EmulatorOptions { Time = Clock }, Cancellation.Token);

    public ValueTask DisposeAsync() => World.DisposeAsync();

    /// <summary>A new registry in eu-west1 and a new account with rights there.</summary>
    public RegistryUser AddUser(RegistryRights rights = RegistryRights.Push)
    {
        EmulatedRegistry registry = World.Registries.Add($"e00t{Interlocked.Increment(ref _registries)}", "eu-west1");
        ServiceAccount account = World.Iam.AddServiceAccount();
        registry.Grant(account, rights);
        return new RegistryUser(World, registry, account);
    }
}
