using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Diagnostics;

/// <summary>Advice for a registry that can't be reached, or isn't the expected one.</summary>
internal static class ConnectionAdvice
{
    /// <summary>Explains why there was no response.</summary>
    /// <param name="status">The status of the request.</param>
    /// <param name="host">The registry.</param>
    /// <returns>The advice; null when there was a response.</returns>
    public static Advice? For(ProbeStatus status, RegistryHost host) => status switch
    {
        ProbeStatus.UntrustedRealm => new(MessageCodes.UntrustedRealm, UntrustedRealm(host)),
        ProbeStatus.TlsFailure => new(MessageCodes.RegistryTls, Tls),
        ProbeStatus.DnsFailure => new(MessageCodes.RegistryDns, Dns(host)),
        ProbeStatus.ProxyFailure => new(MessageCodes.RegistryProxy, Proxy(host)),
        ProbeStatus.Unreachable or ProbeStatus.Timeout => new(MessageCodes.RegistryUnreachable, Unreachable(host)),
        _ => null,
    };

    private static string Tls =>
        "The registry's certificate is not trusted here. If nobody opens TLS on purpose, another server may be answering: do not switch "
        + $"the check off. {CertificateAdvice.Trust}";

    private static string Dns(RegistryHost host) => host.Region is { } region
        ? $"The name {host} does not resolve. Look whether '{region}' is spelled right: it is a region as in eu-north1, "
            + "eu-west1 or us-central1, and 'nebius registry list --parent-id <project id>' shows your registry's host as registry_fqdn. "
            + "If it is right, look at this machine's network; behind a proxy, set HTTPS_PROXY."
        : $"The name {host} does not resolve. Look whether it is spelled right, and at this machine's network.";

    private static string Proxy(RegistryHost host) =>
        $"Something is wrong with {ProxyTo(host)}: it refused the connection or can't be reached. Check HTTPS_PROXY, "
        + "its user and password. "
        + ProxyAdvice.Bypass(AddressOf(host).Host);

    private static string Unreachable(RegistryHost host) => ShownProxy(host) is null
        ? $"Check that this machine can reach it: 'curl -v https://{host}/v2/'. A firewall may drop the connection; "
            + "behind a proxy, set HTTPS_PROXY."
        : $"The connection goes through {ProxyTo(host)} (HTTPS_PROXY). Check that it can reach the registry: 'curl -v https://{host}/v2/'. "
            + ProxyAdvice.Bypass(AddressOf(host).Host);

    private static Uri AddressOf(RegistryHost host) => new($"https://{host}/");

    private static string? ShownProxy(RegistryHost host) => ProcessProxy.Shown(ProcessProxy.Instance, AddressOf(host));

    private static string ProxyTo(RegistryHost host) => ProxyAdvice.Name(ShownProxy(host));

    private static string UntrustedRealm(RegistryHost host) =>
        $"It asks to fetch a token from somewhere other than https://{host}/, so the credential was not sent there by "
        + "us. Nebius's registries never do this: look who answers under that name. The SDK itself may have followed it: if so, revoke "
        + "the credential.";
}

/// <summary>Advice for a registry that sends clients to another host for a token.</summary>
internal static class UntrustedRealmAdvice
{
    public static Advice WithoutCredential(RegistryHost host, ProbeResult ping) => new(
        MessageCodes.UntrustedRealm,
        $"The registry {host} was looked at before the push, without a credential: it answers {ping.Request} with a challenge to fetch a "
        + "token from "
        + $"somewhere other than https://{host}/ ({ping.Error}). Nebius's registries never do this: look who answers under that name. "
        + "The push was not begun, because the SDK would have sent its credential there.");
}
