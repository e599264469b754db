using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>Recognizes the emulated hosts. Unknown names under .nebius.cloud are among them, so that a client gets a clear 404.</summary>
internal sealed partial class HostNames(IEnumerable<string> regions)
{
    public const string MicrosoftRegistry = "mcr.microsoft.com";

    private readonly HashSet<string> _regions = new(regions, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _others = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte> _hostile = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the proxy refused.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    public void Add(string host) => _others[host] = 0;

    public void AddHostile(string host) => _hostile[host] = 0;

    public bool IsHostile(string host) => _hostile.ContainsKey(host);

    /// <summary>Tells whether the proxy opens a tunnel to <c>host:port</c>.</summary>
    public bool IsEmulated(string target)
    {
        if (!target.EndsWith(":443", StringComparison.Ordinal))
        {
            return false;
        }

        var host = target[..^":443".Length];
        return (host.EndsWith(".nebius.cloud", StringComparison.OrdinalIgnoreCase) && !IsOfUnknownRegion(host))
            || host.Equals(MicrosoftRegistry, StringComparison.OrdinalIgnoreCase)
            || _others.ContainsKey(host)
            || _hostile.ContainsKey(host);
    }

    public bool IsRegistry(string host, [NotNullWhen(true)] out string? region) => Matches(RegistryHost(), host, out region);

    public bool IsStorage(string host, [NotNullWhen(true)] out string? region) => Matches(StorageHost(), host, out region);

    // As if the name did not resolve.
    private bool IsOfUnknownRegion(string host) =>
        (RegistryHost().IsMatch(host) && !IsRegistry(host, out _)) || (StorageHost().IsMatch(host) && !IsStorage(host, out _));

    private bool Matches(Regex pattern, string host, [NotNullWhen(true)] out string? region)
    {
        var match = pattern.Match(host);
        region = match.Success ? match.Groups["region"].Value : null;
        return match.Success && _regions.Contains(match.Groups["region"].Value);
    }

    [GeneratedRegex(@"^cr\.(?<region>[a-z0-9-]+)\.nebius\.cloud$")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"^storage\.(?<region>[a-z0-9-]+)\.nebius\.cloud$")]
    private static partial Regex StorageHost();
}
