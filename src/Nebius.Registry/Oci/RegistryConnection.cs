using System.Net;
using System.Security.Authentication;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// One connection to one registry. What it says to a stranger is asked once and needs no credential, so that the connection can be
/// opened while a credential is still looked for.
/// </summary>
internal sealed class RegistryConnection : IDisposable
{
    private readonly HttpMessageHandler _handler;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _pinging = new();
    private Task<PingResponse>? _ping;

    /// <summary>Prepares a connection; the first ping opens it.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="handler">What connects. It must not follow redirects. It is disposed with the connection.</param>
    public RegistryConnection(RegistryHost host, HttpMessageHandler handler)
    {
        (Host, _handler) = (host, handler);
        Client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        Address = AddressBy(Uri.UriSchemeHttps);
    }

    /// <summary>Gets the registry.</summary>
    public RegistryHost Host { get; }

    /// <summary>Gets what sends.</summary>
    public HttpClient Client { get; }

    /// <summary>Gets the registry's scheme and host.</summary>
    public Uri Address { get; private set; }

    /// <summary>Gets the proxy settings, for telling why a connection failed.</summary>
    public IWebProxy Proxy => (_handler as SocketsHttpHandler)?.Proxy ?? HttpClient.DefaultProxy;

    /// <summary>Asks the registry what it says to a stranger; asked again, it tells the same.</summary>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the connection was closed.</exception>
    public Task<PingResponse> PingAsync(CancellationToken cancellationToken)
    {
        lock (_pinging)
        {
            return (_ping ??= PingOnceAsync()).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Has the next ping ask again, when the last one came to nothing or has no end.</summary>
    public void ForgetFailedPing()
    {
        lock (_pinging)
        {
            if (_ping is not { IsCompletedSuccessfully: true, Result: { IsOpen: true } or { AsksForLogin: true } })
            {
                _ping = null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed.Cancel();
        Client.Dispose();
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
            // The SDK tries https first on localhost, too, and then plain http.
            Address = AddressBy(Uri.UriSchemeHttp);
            return await PingAsync(Address).ConfigureAwait(false);
        }
    }

    private async Task<PingResponse> PingAsync(Uri address)
    {
        using var request = RegistryClient.CreateRequest(HttpMethod.Get, new Uri(address, PingResponse.Path));
        using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _closed.Token).ConfigureAwait(false);
        return await PingResponse.ReadAsync(answer, _closed.Token).ConfigureAwait(false);
    }

    private bool IsAboutTls(HttpRequestException error) =>
        ConnectionFault.Of(error, Address, Proxy)?.Kind == ConnectionFaultKind.Tls;

    private Uri AddressBy(string scheme) => new($"{scheme}://{Host.Name}");
}

/// <summary>What a registry says to a stranger who asks for <c>/v2/</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Challenges">How one may prove who one is; empty unless <paramref name="Status"/> is 401.</param>
/// <param name="Result">The same as a probe's result, which no secret can be in: none was sent.</param>
internal sealed record PingResponse(HttpStatusCode Status, IReadOnlyList<AuthChallenge> Challenges, ProbeResult Result)
{
    /// <summary>Where it is asked, https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support.</summary>
    public const string Path = "/v2/";

    /// <summary>Gets a value indicating whether the registry asks who we are.</summary>
    public bool AsksForLogin => Status == HttpStatusCode.Unauthorized;

    /// <summary>Gets a value indicating whether the registry lets strangers in.</summary>
    public bool IsOpen => (int)Status is >= 200 and < 300;

    /// <summary>Gets the challenge to fetch a token, if there is one.</summary>
    public AuthChallenge? Bearer => Challenges.FirstOrDefault(challenge => challenge.Is("Bearer"));

    /// <summary>Reads an answer.</summary>
    public static async Task<PingResponse> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var headers = answer.Headers.TryGetValues("WWW-Authenticate", out var values) ? values : [];
        var result = await ProbeResponse.ClassifyAsync($"GET {Path}", answer, [], cancellationToken).ConfigureAwait(false);
        return new PingResponse(answer.StatusCode, answer.StatusCode == HttpStatusCode.Unauthorized ? [.. headers.SelectMany(AuthChallenge.Parse)] : [], result);
    }

    /// <summary>Tells where the registry sends us for a token that is none of its own; null when it does not.</summary>
    /// <param name="host">The registry.</param>
    public ProbeResult? UntrustedRealm(RegistryHost host)
    {
        var realm = Bearer?.Parameters.GetValueOrDefault("realm");
        return Bearer is null || RealmPolicy.Accept(realm, host) is not null
            ? null
            : Result with { Status = ProbeStatus.UntrustedRealm, Error = ProbeResponse.Shown(realm ?? "no realm", []) };
    }
}
