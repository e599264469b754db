using Nebius.Registry.Emulator;

namespace Quickstart;

/// <summary>What a user has on Nebius AI Cloud: a service account, a registry in each of two regions, and the two kinds of keys.</summary>
internal sealed class Cloud
{
    private readonly EmulatorWorld _world;
    private readonly FreshMachine _machine;
    private readonly ServiceAccount _account;
    private readonly Dictionary<string, EmulatedRegistry> _registries = [];

    public Cloud(EmulatorWorld world, FreshMachine machine)
    {
        (_world, _machine) = (world, machine);
        _account = world.Iam.AddServiceAccount();
        foreach (var (id, region) in new[] { ("e00abc", "eu-north1"), ("e01abc", "eu-west1") })
        {
            _registries[id] = world.Registries.Add(id, region);
            _registries[id].Grant(_account, RegistryRights.Push);
        }
    }

    /// <summary>Without the real names, the registry on localhost is the first of the two.</summary>
    public static EmulatorOptions Options { get; } = new() { LocalhostRegion = "eu-north1" };

    // Only on Linux does .NET trust the authority that SSL_CERT_FILE names.
    private static bool HasRealNames => OperatingSystem.IsLinux();

    public string Description => HasRealNames
        ? "It answers for *.nebius.cloud and mcr.microsoft.com, by a proxy that only the builds below use."
        : $"On this system it answers on {_world.LocalRegistryHost}, as a trusted host.";

    public Publication WithStaticKey() => To("e00abc", "eu-north1", typeRegion: false, new()
    {
        ["NEBIUS_REGISTRY_STATIC_KEY"] = _world.Iam.IssueStaticKey(_account).Token,
    });

    public Publication WithAuthorizedKey()
    {
        var file = _machine.In("key.json");
        File.WriteAllText(file, _account.AuthorizedKey.Json);
        return To("e01abc", "eu-west1", typeRegion: true, new() { ["NEBIUS_AUTHORIZED_KEY_FILE"] = file });
    }

    /// <summary>Looks into the registry: the digest that was printed must be there.</summary>
    public string Confirm(string reference)
    {
        var (name, digest) = (reference.Split('@')[0], reference.Split('@')[1]);
        var path = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..].Split('/', 2);
        return _registries[path[0]].FindManifest(path[1], digest) is not null
            ? $"{reference} is in the registry."
            : throw new QuickstartException($"{reference} was printed, but is not in the registry.");
    }

    private Publication To(string id, string region, bool typeRegion, Dictionary<string, string?> environment)
    {
        if (HasRealNames)
        {
            var registry = $"cr.{region}.nebius.cloud";
            foreach (var (name, value) in _world.ChildEnvironment)
            {
                environment[name] = value;
            }

            return new Publication([typeRegion ? $"-p:NebiusRegion={region}" : $"-p:ContainerRegistry={registry}", $"-p:NebiusRegistryId=registry-{id}"], environment);
        }

        var local = _world.LocalRegistryHost;
        environment["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = local;
        environment["NEBIUS_ENDPOINT"] = _world.LocalIamAddress.ToString();
        environment["NEBIUS_TRUSTED_ENDPOINTS"] = _world.LocalIamAddress.Authority;
        return new Publication([$"-p:ContainerRegistry={local}", $"-p:ContainerBaseImage={local}/dotnet/runtime:10.0", "-p:NebiusRegistryId=registry-e00abc"], environment);
    }
}
