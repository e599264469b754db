using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>The Container Registries of the world, by short id.</summary>
public sealed class RegistryDirectory
{
    private readonly EmulatorOptions _options;
    private readonly ConcurrentDictionary<string, EmulatedRegistry> _registries = new(StringComparer.Ordinal);

    internal RegistryDirectory(EmulatorOptions options) => _options = options;

    public IReadOnlyCollection<EmulatedRegistry> All => [.. _registries.Values];

    public EmulatedRegistry this[string id] => _registries[id];

    /// <param name="id">The short id, such as `e00abc`; first-party registries have an alias there, such as `soperator`.</param>
    /// <param name="region">One of <see cref="EmulatorOptions.Regions"/>.</param>
    public EmulatedRegistry Add(string id, string region)
    {
        if (!_options.Regions.Contains(region))
        {
            throw new ArgumentException($"The world has no region {region}.", nameof(region));
        }

        EmulatedRegistry registry = new(id, region, _options.Time.GetUtcNow());
        return _registries.TryAdd(id, registry) ? registry : throw new ArgumentException($"The registry {id} exists already.", nameof(id));
    }

    internal EmulatedRegistry? Find(string id, string region) =>
        _registries.TryGetValue(id, out EmulatedRegistry? registry) && registry.Region == region ? registry : null;
}
