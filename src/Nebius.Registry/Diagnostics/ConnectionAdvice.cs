using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Diagnostics;

/// <summary>Advice for a registry that can't be reached, or that sends clients to another host.</summary>
internal static class ConnectionAdvice
{
    /// <summary>Explains why a request got no response.</summary>
    /// <param name="result">The result of the request.</param>
    /// <param name="host">The registry.</param>
    /// <returns>The advice; null when there was a response.</returns>
    public static Advice? For(ProbeResult result, RegistryHost host)
    {
        var detail = result.Error is { Length: > 0 } error ? $" ({error})" : string.Empty;
        return result.Status switch
        {
            ProbeStatus.UntrustedRealm => new(MessageCodes.UntrustedRealm, UntrustedRealm(host, detail)),
            ProbeStatus.TlsFailure => new(MessageCodes.RegistryTls, Tls(host, detail)),
            ProbeStatus.DnsFailure => new(MessageCodes.RegistryDns, Dns(host)),
            ProbeStatus.ProxyFailure => new(MessageCodes.RegistryProxy, Proxy(host, detail)),
            ProbeStatus.Timeout => new(MessageCodes.RegistryUnreachable, Unreachable(host, "the connection timed out")),
            ProbeStatus.Unreachable => new(MessageCodes.RegistryUnreachable, Unreachable(host, $"the connection failed{detail}")),
            _ => null,
        };
    }

    private static string Tls(RegistryHost host, string detail) =>
        $"Can't connect to {host}: its certificate isn't trusted{detail}. {CertificateAdvice.Trust}";

    private static string Dns(RegistryHost host) => host.Region is { } region
        ? $"Can't find the host {host}. Check the spelling of the region '{region}', and this machine's network; behind a proxy, set "
            + "HTTPS_PROXY. The host of a registry is its registry_fqdn:\n  nebius registry list --parent-id <project-id>"
        : $"Can't find the host {host}. Check its spelling, and this machine's network; behind a proxy, set HTTPS_PROXY.";

    private static string Proxy(RegistryHost host, string detail) =>
        $"Can't reach {host}: {ProxyTo(host)} refused the connection or can't be reached{detail}. {CheckRegion(host)}Check HTTPS_PROXY, "
            + "its user and password. "
        + ProxyAdvice.Bypass(AddressOf(host).Host);

    // The proxy looks the name up, and answers for one that doesn't exist.
    private static string CheckRegion(RegistryHost host) =>
        host.Region is { } region ? $"Check the spelling of the region '{region}'. " : string.Empty;

    private static string Connect(RegistryHost host) => Shell.Current.Connect($"https://{host}/v2/");

    private static string Unreachable(RegistryHost host, string why) => ShownProxy(host) is null
        ? $"Can't reach {host}: {why}. Check this machine's network and firewall; behind a proxy, set HTTPS_PROXY:\n"
            + $"  {Connect(host)}"
        : $"Can't reach {host} through {ProxyTo(host)}: {why}. Check that the proxy can reach it: {Connect(host)}\n"
            + ProxyAdvice.Bypass(AddressOf(host).Host);

    private static Uri AddressOf(RegistryHost host) => new($"https://{host}/");

    private static string? ShownProxy(RegistryHost host) => ProcessProxy.Shown(ProcessProxy.Instance, AddressOf(host));

    private static string ProxyTo(RegistryHost host) => ProxyAdvice.Name(ShownProxy(host));

    private static string UntrustedRealm(RegistryHost host, string detail) =>
        $"{host} sends clients to another host for a token{detail}. A Nebius registry never does this; another server may be answering. "
        + "The credential wasn't sent to that host by this package, but the .NET SDK may have sent it: if you don't know the host, revoke "
        + "the credential.";
}

/// <summary>Advice for a registry that sends clients to another host for a token.</summary>
internal static class UntrustedRealmAdvice
{
    public static Advice WithoutCredential(RegistryHost host, ProbeResult ping) => new(
        MessageCodes.UntrustedRealm,
        $"{host} sends clients to another host for a token ({ping.Error}). A Nebius registry never does this; another server may be "
        + "answering. Nothing was pushed, because the .NET SDK would have sent its credential there.");
}
