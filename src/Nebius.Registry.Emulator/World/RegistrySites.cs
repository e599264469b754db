using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>Which registry answers on which host.</summary>
internal sealed class RegistrySites(EmulatorState state)
{
    private const string MicrosoftPath = "/v2/dotnet/";
    private readonly ConcurrentDictionary<string, RegistrySite> _sites = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The site of an https host, or null when it is no registry.</summary>
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

    /// <summary>The site of localhost, which also serves Microsoft's base images: without a proxy there is no other way to them.</summary>
    public RegistrySite FindLocal(string host, string path) => path.StartsWith(MicrosoftPath, StringComparison.Ordinal)
        ? new MicrosoftSite(host, "http", state.BaseImages)
        : _sites[host];

    public void AddLocal(string host, string storageOrigin) =>
        _sites[host] = new NebiusSite(host, "http", state.Options.LocalhostRegion, storageOrigin, state);

    public void Add(RegistrySite site) => _sites[site.Host] = site;
}
