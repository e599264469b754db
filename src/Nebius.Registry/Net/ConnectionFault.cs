using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Nebius.Registry.Net;

/// <summary>Why a request got no answer.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Detail">A term of the framework, such as <c>ConnectionRefused</c>; never an exception's text.</param>
internal sealed record ConnectionFault(ConnectionFaultKind Kind, string Detail)
{
    // https://www.rfc-editor.org/rfc/rfc9113#name-error-codes: HTTP_1_1_REQUIRED.
    private const long Http11Required = 0xd;

    // https://learn.microsoft.com/windows/win32/secauthn/schannel-error-codes-for-tls-and-ssl-alerts: SEC_E_APPLICATION_PROTOCOL_MISMATCH.
    private const int ProtocolMismatchOnWindows = unchecked((int)0x80090367);

    // OpenSSL's texts for a server without any of the client's protocols.
    private static readonly string[] ProtocolMismatches = ["no application protocol", "reason(1120)"];

    /// <summary>Returns why a request failed.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="target">Where the request was to go.</param>
    /// <param name="proxy">The proxy settings of the client.</param>
    /// <returns>The reason; null when the exception is not about a connection.</returns>
    public static ConnectionFault? Of(Exception exception, Uri target, IWebProxy proxy)
    {
        if (Find<AuthenticationException>(exception) is { } tls)
        {
            return HasNoCommonProtocol(tls)
                ? new(ConnectionFaultKind.Http11Only, "no application protocol")
                : new(ConnectionFaultKind.Tls, CertificateProblem(tls));
        }

        // SocketsHttpHandler wraps this into the cancellation that ConnectTimeout causes.
        if (Find<TimeoutException>(exception) is not null)
        {
            return new(ConnectionFaultKind.Timeout, "timed out");
        }

        if (Find<HttpProtocolException>(exception) is { ErrorCode: Http11Required })
        {
            return new(ConnectionFaultKind.Http11Only, "HTTP_1_1_REQUIRED");
        }

        if (Find<HttpRequestException>(exception) is not { } http)
        {
            // A connection or HTTP/2 stream that breaks while the answer is read.
            return Find<SocketException>(exception) is { } bare ? Direct(bare.SocketErrorCode)
                : Find<HttpIOException>(exception) is { } broken ? FromError(broken.HttpRequestError)
                : null;
        }

        if (http.HttpRequestError == HttpRequestError.ProxyTunnelError)
        {
            return new(ConnectionFaultKind.Proxy, http.StatusCode is { } status ? $"HTTP {(int)status}" : "no tunnel");
        }

        if (http.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // Who hangs up has not said anything about certificates: a firewall, or a server whose limit for handshakes is over.
            return Find<IOException>(http) is null
                ? new(ConnectionFaultKind.Tls, "handshake failed")
                : new(ConnectionFaultKind.Handshake, "closed during the TLS handshake");
        }

        var fault = Find<SocketException>(http) is { } socket ? Direct(socket.SocketErrorCode) : FromError(http.HttpRequestError);
        var isBehindProxy = ProcessProxy.Shown(proxy, target) is not null;
        var neverConnected = fault.Kind == ConnectionFaultKind.Dns || http.HttpRequestError == HttpRequestError.ConnectionError;

        // Behind a proxy the only host that is looked up and connected to is the proxy.
        return isBehindProxy && neverConnected ? fault with { Kind = ConnectionFaultKind.Proxy } : fault;
    }

    private static ConnectionFault Direct(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new(ConnectionFaultKind.Dns, error.ToString()),
        SocketError.TimedOut => new(ConnectionFaultKind.Timeout, error.ToString()),
        _ => new(ConnectionFaultKind.Tcp, error.ToString()),
    };

    private static ConnectionFault FromError(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => new(ConnectionFaultKind.Dns, error.ToString()),
        HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError =>
            new(ConnectionFaultKind.Tcp, error.ToString()),
        HttpRequestError.VersionNegotiationError => new(ConnectionFaultKind.Http11Only, error.ToString()),
        _ => new(ConnectionFaultKind.Other, error.ToString()),
    };

    private static bool HasNoCommonProtocol(AuthenticationException tls)
    {
        for (Exception? exception = tls; exception is not null; exception = exception.InnerException)
        {
            if ((exception as Win32Exception)?.NativeErrorCode == ProtocolMismatchOnWindows
                || ProtocolMismatches.Any(text => exception.Message.Contains(text, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    // The framework puts the names of these flags into its text, and offers them nowhere else.
    private static string CertificateProblem(AuthenticationException exception)
    {
        var names = Enum.GetNames<X509ChainStatusFlags>().Append("RemoteCertificateNameMismatch").Append("RemoteCertificateNotAvailable");
        var found = names.Where(name => exception.Message.Contains(name, StringComparison.Ordinal)).ToList();
        return found.Count > 0 ? string.Join(", ", found) : "handshake failed";
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}

/// <summary>The kinds of failed connections. Each has its own advice.</summary>
internal enum ConnectionFaultKind
{
    /// <summary>The name does not resolve.</summary>
    Dns,

    /// <summary>No answer, or the connection broke.</summary>
    Tcp,

    /// <summary>The certificate isn't accepted, or the server doesn't use TLS.</summary>
    Tls,

    /// <summary>The other side hung up during the TLS handshake.</summary>
    Handshake,

    /// <summary>A proxy is set, and it refused or can't be reached.</summary>
    Proxy,

    /// <summary>Connecting took too long.</summary>
    Timeout,

    /// <summary>The server, or a proxy that decrypts TLS, doesn't speak HTTP/2.</summary>
    Http11Only,

    /// <summary>Something else.</summary>
    Other,
}
