namespace Nebius.Registry.Diagnostics;

/// <summary>What to do when the registry cannot be reached, or is not the registry.</summary>
internal static class ConnectionAdvice
{
    public static string Tls =>
        "The registry's certificate is not trusted here. If a proxy of your organization opens TLS, trust its certificate: on Linux name "
        + "it in SSL_CERT_FILE, on Windows and macOS put it into the system's store. Otherwise somebody else may be answering: do not "
        + "switch the check off.";

    public static string Dns(PushFailure failure) => failure.Credential.Host.Region is { } region
        ? $"The name {failure.Credential.Host} does not resolve. Look whether '{region}' is spelled right: it is a region as in eu-north1, "
            + "eu-west1 or us-central1, and 'nebius registry list --parent-id <project id>' shows your registry's host as registry_fqdn. "
            + "If it is right, look at this machine's network; behind a proxy, set HTTPS_PROXY."
        : $"The name {failure.Credential.Host} does not resolve. Look whether it is spelled right, and at this machine's network.";

    public static string Proxy(PushFailure failure) =>
        "The proxy of this environment did not let us through. Look at HTTPS_PROXY, its user and password, or go past it by adding "
        + $"{failure.Credential.Host} to NO_PROXY.";

    public static string Unreachable(PushFailure failure) =>
        $"Look whether this machine reaches it: 'curl -v https://{failure.Credential.Host}/v2/'. A firewall may drop the connection; "
        + "behind a proxy, set HTTPS_PROXY.";

    public static string HostileRealm(PushFailure failure) =>
        $"It asks to fetch a token from somewhere other than https://{failure.Credential.Host}/, so the credential was not sent there by "
        + "us. Nebius's registries never do this: look who answers under that name. The SDK itself may have followed it: if so, revoke "
        + "the credential.";
}
