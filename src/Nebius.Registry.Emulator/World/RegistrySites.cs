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
    /// Returns the site of localhost, which also serves the base images of Microsoft: they can't be reached without the proxy.
    /// </summary>
    public RegistrySite FindLocal(string host, string path) => path.StartsWith(MicrosoftPath, StringComparison.Ordinal)
        ? new MicrosoftSite(host, "http", state.BaseImages)
        : _sites[host];

    public void AddLocal(string host, string storageOrigin) =>
        _sites[host] = new NebiusSite(host, "http", state.Options.LocalhostRegion, storageOrigin, state);

    public void Add(RegistrySite site) => _sites[site.Host] = site;
}
