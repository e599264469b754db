using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>Finds the registry that serves a host.</summary>
internal sealed class RegistrySites(EmulatorState state)
{
    private const string MicrosoftPath = "/v2/dotnet/";
    private readonly ConcurrentDictionary<string, RegistrySite> _sites = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the site of an HTTPS host, or null if the host isn't a registry.</summary>
    public RegistrySite? Find(string host)
    {
        if (_sites.TryGetValue(host, out var site))
        {
            return site;
        }

        if (state.Hosts.IsRegistry(host, out var region))
        {
            return _sites.GetOrAdd(host, name => new NebiusSite(name, "https", region, $"https://storage.{region}.nebius.cloud", state));
        }

        return host.Equals(HostNames.MicrosoftRegistry, StringComparison.OrdinalIgnoreCase)
            ? _sites.GetOrAdd(host, name => new MicrosoftSite(name, "https", state.BaseImages))
            : null;
    }

    /// <summary>
    /// Returns the registry without TLS, under the name that the client uses. It also serves the base images of Microsoft: they can't be
    /// reached without the proxy.
    /// </summary>
    public RegistrySite FindLocal(HostString host, string path)
    {
        var name = host.Value ?? "";
        return path.StartsWith(MicrosoftPath, StringComparison.Ordinal)
            ? new MicrosoftSite(name, "http", state.BaseImages)
            : _sites.GetOrAdd(name, _ => new NebiusSite(name, "http", state.Options.LocalhostRegion, StorageOf(host), state));
    }

    public void Add(RegistrySite site) => _sites[site.Host] = site;

    // A client may only drop the credential if the redirect leads to another name, and only loopback has two.
    private static string? StorageOf(HostString host)
    {
        var other = host.Host switch
        {
            "localhost" => "127.0.0.1",
            "127.0.0.1" => "localhost",
            _ => null,
        };
        return other is null ? null : $"http://{other}:{host.Port ?? 80}";
    }
}
