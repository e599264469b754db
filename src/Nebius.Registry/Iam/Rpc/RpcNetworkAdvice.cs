using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>Says why a service could not be reached, and what to look at.</summary>
/// <param name="subject">What was asked for.</param>
internal sealed class RpcNetworkAdvice(RpcSubject subject)
{
    public static string CheckEndpointAndProxy =>
        "Something on the way answers in its place: look at NEBIUS_ENDPOINT, HTTPS_PROXY and NO_PROXY.";

    /// <summary>Returns the text that follows "but".</summary>
    /// <param name="failure">How the call ended.</param>
    /// <param name="words">What was said.</param>
    /// <param name="requestId">The request's id in brackets, or an empty text.</param>
    public string Why(RpcFailure failure, string words, string requestId) => failure.Fault switch
    {
        { Kind: ConnectionFaultKind.Dns } fault =>
            $"that name does not resolve ({fault.Detail}). Look at this machine's network"
            + (subject.Endpoint.IsDefault ? ". " : $" and at NEBIUS_ENDPOINT, which is {subject.Endpoint.Domain}. ") + "Behind a proxy, set HTTPS_PROXY.",
        { Kind: ConnectionFaultKind.Tls } fault =>
            $"its certificate was not accepted ({fault.Detail}). If a proxy of your organization opens TLS, trust its certificate: on "
            + "Linux name it in SSL_CERT_FILE, on Windows and macOS put it into the system's store.",
        { Kind: ConnectionFaultKind.Proxy } fault =>
            $"the proxy of this environment did not let us through ({fault.Detail}). Look at HTTPS_PROXY, its user and password, or add "
            + $"{subject.Endpoint.Domain} to NO_PROXY.",
        { Kind: ConnectionFaultKind.Timeout } fault =>
            $"no connection came about in time ({fault.Detail}). A firewall may drop it. Behind a proxy, set HTTPS_PROXY.",
        { } fault => $"the connection failed ({fault.Detail}). Look whether this machine reaches it: 'curl -v https://{subject.Host}'.",
        null when failure.HttpStatus is { } status =>
            $"the answer was HTTP {status}{requestId}, again and again. Try again later. {CheckEndpointAndProxy}",
        null => $"it cannot answer now: {words}. Try again later.",
    };
}
