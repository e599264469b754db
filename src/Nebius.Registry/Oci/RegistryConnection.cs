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
