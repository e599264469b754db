using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Authentication;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// A connection to one registry. The ping is sent once and needs no credential, so that the connection can be opened while a credential
/// is still being searched.
/// </summary>
internal sealed class RegistryConnection : IDisposable
{
    private readonly HttpMessageHandler _handler;
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _pinging = new();
    private Task<PingResponse>? _ping;

    /// <summary>Creates a connection; the first ping opens it.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="handler">The handler. It must not follow redirects, and is disposed of with the connection.</param>
    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "The client disposes of it.")]
    public RegistryConnection(RegistryHost host, HttpMessageHandler handler)
    {
        (Host, _handler) = (host, handler);
        _client = new HttpClient(RequestLog.Of(handler)) { Timeout = Timeout.InfiniteTimeSpan };
        Address = AddressBy(Uri.UriSchemeHttps);
    }

    /// <summary>Gets the registry.</summary>
    public RegistryHost Host { get; }

    /// <summary>
    /// Gets or sets the highest version of HTTP. The requests of one push follow each other, and HTTP/1.1 takes less time to begin. Over
    /// HTTP/2, if the registry supports it, requests at the same time share the connection.
    /// </summary>
    public Version HttpVersion { get; set; } = System.Net.HttpVersion.Version11;

    /// <summary>Gets the registry's scheme and host.</summary>
    public Uri Address { get; private set; }

    /// <summary>Gets the proxy, to explain why a connection failed.</summary>
    public IWebProxy Proxy => HttpHandlers.ProxyOf(_handler);

    /// <summary>Sends an anonymous <c>GET /v2/</c>; further calls return the same response.</summary>
    /// <exception cref="HttpRequestException">There was no response.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the connection was closed.</exception>
    public Task<PingResponse> PingAsync(CancellationToken cancellationToken)
    {
        lock (_pinging)
        {
            return (_ping ??= PingOnceAsync()).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Begins the ping, in another thread. Who asks for it later gets the response, or the error.</summary>
    public void Open()
    {
        lock (_pinging)
        {
            _ping ??= Task.Run(PingOnceAsync);
        }
    }

    /// <summary>Lets the next ping send a new request, if the last one failed or hasn't ended.</summary>
    public void ForgetFailedPing()
    {
        lock (_pinging)
        {
            if (_ping is not { IsCompletedSuccessfully: true, Result: { IsOpen: true } or { RequiresLogin: true } })
            {
                _ping = null;
            }
        }
    }

    /// <summary>Sends a request, and returns as soon as the headers of the response are there.</summary>
    /// <exception cref="HttpRequestException">There was no response.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the connection was closed.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Version = HttpVersion;
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed.Cancel();
        _client.Dispose();
        _closed.Dispose();
    }

    private async Task<PingResponse> PingOnceAsync()
    {
        try
        {
            return await PingAsync(Address).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (Host.AllowsPlainHttp && IsAboutTls(error))
        {
            // On localhost the SDK also tries https first, and then plain http.
            Address = AddressBy(Uri.UriSchemeHttp);
            return await PingAsync(Address).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (ConnectionFault.Of(error, Address, Proxy)?.Kind == ConnectionFaultKind.Handshake)
        {
            // A busy server or machine, which may be faster now; a firewall hangs up again.
            return await PingAsync(Address).ConfigureAwait(false);
        }
    }

    private async Task<PingResponse> PingAsync(Uri address)
    {
        using var request = RegistryClient.CreateRequest(HttpMethod.Get, new Uri(address, PingResponse.Path));
        using var response = await SendAsync(request, _closed.Token).ConfigureAwait(false);
        return await PingResponse.ReadAsync(response, _closed.Token).ConfigureAwait(false);
    }

    private static bool IsAboutTls(HttpRequestException error) => error.HttpRequestError == HttpRequestError.SecureConnectionError;

    private Uri AddressBy(string scheme) => new($"{scheme}://{Host.Name}");
}

/// <summary>The response of a registry to an anonymous <c>GET /v2/</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Challenges">The authentication challenges; empty unless <paramref name="Status"/> is 401.</param>
/// <param name="Result">The response as the result of a probe.</param>
internal sealed record PingResponse(HttpStatusCode Status, IReadOnlyList<AuthChallenge> Challenges, ProbeResult Result)
{
    /// <summary>
    /// The path of the request: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support.
    /// </summary>
    public const string Path = "/v2/";

    /// <summary>Gets a value indicating whether the registry requires authentication.</summary>
    public bool RequiresLogin => Status == HttpStatusCode.Unauthorized;

    /// <summary>Gets a value indicating whether the registry allows anonymous clients.</summary>
    public bool IsOpen => (int)Status is >= 200 and < 300;

    /// <summary>Gets the challenge of the scheme Bearer; null when it has none.</summary>
    public AuthChallenge? Bearer => Challenges.FirstOrDefault(challenge => challenge.Is("Bearer"));

    /// <summary>Reads a response.</summary>
    public static async Task<PingResponse> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = response.Headers.TryGetValues("WWW-Authenticate", out var values) ? values : [];
        var result = await ProbeResponse.ClassifyAsync($"GET {Path}", response, [], cancellationToken).ConfigureAwait(false);
        var isRefused = response.StatusCode == HttpStatusCode.Unauthorized;
        return new PingResponse(response.StatusCode, isRefused ? [.. headers.SelectMany(AuthChallenge.Parse)] : [], result);
    }

    /// <summary>Returns the realm that the registry sends clients to for a token when it is another host; otherwise null.</summary>
    /// <param name="host">The registry.</param>
    public ProbeResult? UntrustedRealm(RegistryHost host)
    {
        var realm = Bearer?.Parameters.GetValueOrDefault("realm");
        return Bearer is null || RealmPolicy.Accept(realm, host) is not null
            ? null
            : Result with { Status = ProbeStatus.UntrustedRealm, Error = ProbeResponse.Shown(realm ?? "no realm", []) };
    }
}
