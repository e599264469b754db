using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>Says why a service could not be reached, and what to do.</summary>
/// <param name="subject">What was asked for.</param>
internal sealed class RpcNetworkAdvice(RpcSubject subject)
{
    public static string CheckEndpointAndProxy =>
        "Something on the way answers in its place: look at NEBIUS_ENDPOINT, HTTPS_PROXY and NO_PROXY.";

    /// <summary>Gets the proxy on the way, to follow a verb; empty when there is none.</summary>
    public string Way => subject.Proxy is null ? string.Empty : $" through the proxy {subject.Proxy}";

    /// <summary>Gets what to do when nothing answers.</summary>
    public string CheckTheWay => subject.Proxy is null
        ? $"A firewall may drop the connection. Behind a proxy, set HTTPS_PROXY. To see more, type:\n  curl -v https://{subject.Host}"
        : $"Check that the proxy works. {Bypass}";

    private string Bypass => ProxyAdvice.Bypass(subject.Endpoint.NoProxyEntry);

    /// <summary>Returns the text that follows "but".</summary>
    /// <param name="failure">How the call ended.</param>
    /// <param name="words">What was said.</param>
    /// <param name="requestId">The request's id in brackets, or an empty text.</param>
    public string Why(RpcFailure failure, string words, string requestId) => failure.Fault switch
    {
        { Kind: ConnectionFaultKind.Dns } fault =>
            $"that name does not resolve ({fault.Detail}). Look at this machine's network"
            + (subject.Endpoint.IsDefault ? ". " : $" and at NEBIUS_ENDPOINT, which is {subject.Endpoint.Domain}. ")
            + "Behind a proxy, set HTTPS_PROXY.",
        { Kind: ConnectionFaultKind.Tls } fault => $"its certificate was not accepted ({fault.Detail}). {CertificateAdvice.Trust}",
        { Kind: ConnectionFaultKind.Proxy } fault =>
            $"{ProxyAdvice.Name(subject.Proxy)} {ProxyAdvice.Did(fault)}. Check HTTPS_PROXY, its user and password. {Bypass}",
        { Kind: ConnectionFaultKind.Http11Only } fault => Http11Only(fault),
        { Kind: ConnectionFaultKind.Timeout } fault => $"the connection timed out{Way} ({fault.Detail}). {CheckTheWay}",
        { } fault => $"the connection failed ({fault.Detail}). Check that this machine can reach it: 'curl -v https://{subject.Host}'.",
        null when failure.HttpStatus is { } status =>
            $"the answer was HTTP {status}{requestId}, again and again. Try again later. {CheckEndpointAndProxy}",
        null => $"it cannot answer now: {words}. Try again later.",
    };

    // curl and browsers fall back to HTTP/1.1, so for them the same way works.
    private string Http11Only(ConnectionFault fault) =>
        $"what answers there speaks HTTP/1.1 only ({fault.Detail}), and {subject.Name} needs HTTP/2 (gRPC). "
        + (subject.Proxy is null
            ? "A proxy or firewall on the way opens TLS. "
            : $"The proxy {subject.Proxy} opens TLS. ")
        + $"Have it pass {subject.Endpoint.NoProxyEntry} through unopened, or offer HTTP/2; or use a static key, which needs no IAM. "
        + (subject.Proxy is null
            ? $"To see what answers, type:\n  curl -sv --http2 https://{subject.Host} 2>&1 | grep -i -e alpn -e issuer"
            : Bypass);
}
