using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>The reasons why a service can't be reached, with advice.</summary>
/// <param name="subject">What was asked for.</param>
internal sealed class RpcNetworkAdvice(RpcSubject subject)
{
    public static string CheckEndpointAndProxy =>
        "Something else answers in its place: check NEBIUS_ENDPOINT, HTTPS_PROXY and NO_PROXY.";

    /// <summary>Gets the proxy on the way, to follow a verb; empty when there is none.</summary>
    public string Way => subject.Proxy is null ? string.Empty : $" through the proxy {subject.Proxy}";

    /// <summary>Gets the advice when nothing answers.</summary>
    public string CheckTheWay => subject.Proxy is null
        ? $"Behind a proxy, set HTTPS_PROXY. To see more:\n  {Shell.Current.Connect($"https://{subject.Host}")}"
        : $"Check that the proxy works. {Bypass}";

    private string Bypass => ProxyAdvice.Bypass(subject.Endpoint.NoProxyEntry);

    /// <summary>Returns the text that follows "Can't reach the service: ".</summary>
    /// <param name="failure">How the call ended.</param>
    /// <param name="words">What was said.</param>
    /// <param name="requestId">The request's id in brackets, or an empty text.</param>
    public string Why(RpcFailure failure, string words, string requestId) => failure.Fault switch
    {
        { Kind: ConnectionFaultKind.Dns } fault =>
            $"the name doesn't resolve ({fault.Detail}). Check this machine's network"
            + (subject.Endpoint.IsDefault ? ". " : $" and NEBIUS_ENDPOINT, which is {subject.Endpoint.Domain}. ")
            + "Behind a proxy, set HTTPS_PROXY.",
        { Kind: ConnectionFaultKind.Tls } fault => $"its certificate isn't trusted ({fault.Detail}). {CertificateAdvice.Trust}",
        { Kind: ConnectionFaultKind.Proxy } fault =>
            $"{ProxyAdvice.Name(subject.Proxy)} {ProxyAdvice.Did(fault)}. Check HTTPS_PROXY, its user and password. {Bypass}",
        { Kind: ConnectionFaultKind.Http11Only } fault => Http11Only(fault),
        { Kind: ConnectionFaultKind.Timeout } => $"the connection timed out{Way}. {CheckTheWay}",
        { } fault => $"the connection failed ({fault.Detail}). To see more:\n  {Shell.Current.Connect($"https://{subject.Host}")}",
        null when failure.HttpStatus is { } status =>
            $"it answered HTTP {status} in every attempt{requestId}. Try again later. {CheckEndpointAndProxy}",
        null => $"it can't answer now ({words}). Try again later.",
    };

    // curl and browsers fall back to HTTP/1.1, so they work.
    private string Http11Only(ConnectionFault fault) =>
        $"the server or a proxy speaks HTTP/1.1 only ({fault.Detail}), and gRPC needs HTTP/2. "
        + (subject.Proxy is null
            ? "A proxy or firewall decrypts TLS. "
            : $"The proxy {subject.Proxy} decrypts TLS. ")
        + $"Exempt {subject.Endpoint.NoProxyEntry} there, offer HTTP/2, or use a static key, which doesn't need IAM. "
        + (subject.Proxy is null
            ? $"To see what answers:\n  {Shell.Current.ShowProtocol($"https://{subject.Host}")}"
            : Bypass);
}
