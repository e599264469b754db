using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>Sends requests to one registry, and classifies the responses without showing what was sent.</summary>
internal sealed class RegistryClient
{
    // An image may be any of these; a registry responds with 404 when the type isn't accepted.
    private static readonly string[] AcceptedTypes =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/json",
    ];

    // Further types that a tag may hold.
    private static readonly string[] OtherTypes =
    [
        "application/vnd.oci.artifact.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "application/vnd.docker.distribution.manifest.v1+json",
        "*/*",
    ];

    private readonly RegistryConnection _connection;
    private readonly List<Secret> _secrets;
    private string? _sent;

    /// <summary>Creates a client for a registry.</summary>
    /// <param name="connection">The connection, which the caller disposes.</param>
    /// <param name="credential">The credential.</param>
    public RegistryClient(RegistryConnection connection, RegistryCredential credential)
    {
        (_connection, Credential) = (connection, credential);
        var pair = Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password.Reveal()}");
        Basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        _secrets = [.. credential.Secrets, new Secret(Basic.Parameter!)];
    }

    /// <summary>Gets the credential.</summary>
    public RegistryCredential Credential { get; }

    /// <summary>Gets the credential as a header of the scheme Basic, for the registry itself.</summary>
    public AuthenticationHeaderValue Basic { get; }

    /// <summary>Gets the last request, without its query.</summary>
    public string Current { get; private set; } = $"GET {PingResponse.Path}";

    /// <summary>Gets what is called with each request that starts; may be null.</summary>
    public Action<string>? Starting { get; init; }

    /// <summary>Returns the address of a path of the registry.</summary>
    public Uri At(string path) => new(_connection.Address, path);

    /// <summary>Returns the address in the Location header of a response; null when it isn't on the registry.</summary>
    public Uri? Follow(HttpResponseMessage response) => Follow(response, response.Headers.Location);

    /// <summary>Returns an address from a response, which may be relative; null when it isn't on the registry.</summary>
    public Uri? Follow(HttpResponseMessage response, Uri? location)
    {
        var isOnRegistry = location is not null
            && Uri.TryCreate(response.RequestMessage?.RequestUri ?? _connection.Address, location, out location)
            && location.UserInfo.Length == 0
            && Uri.Compare(
                location,
                _connection.Address,
                UriComponents.SchemeAndServer,
                UriFormat.UriEscaped,
                StringComparison.OrdinalIgnoreCase) == 0;
        return isOnRegistry ? location : null;
    }

    /// <summary>Sends an anonymous <c>GET /v2/</c>.</summary>
    public Task<PingResponse> PingAsync(CancellationToken cancellationToken)
    {
        Begin($"GET {PingResponse.Path}");
        return _connection.PingAsync(cancellationToken);
    }

    /// <summary>Adds a secret that is redacted in all results.</summary>
    public void Hide(Secret secret) => _secrets.Add(secret);

    /// <summary>Sends a request.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(method, address);
        return await SendAsync(request, authorization, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        Begin($"{request.Method} {request.RequestUri!.AbsolutePath}");
        request.Headers.Authorization = authorization;
        if (authorization?.Parameter is { } sent && _sent != sent)
        {
            // A login may be one of another client of the same registry.
            _sent = sent;
            Hide(new Secret(sent));
        }

        return _connection.SendAsync(request, cancellationToken);
    }

    /// <summary>Classifies a response.</summary>
    public Task<ProbeResult> ClassifyAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        ProbeResponse.ClassifyAsync(Current, response, _secrets, cancellationToken);

    /// <summary>Returns a result for the last request.</summary>
    /// <param name="status">The status.</param>
    /// <param name="response">The response that showed it.</param>
    /// <param name="error">The error text; it is redacted here.</param>
    public ProbeResult Result(ProbeStatus status, HttpResponseMessage response, string error) =>
        ProbeResponse.Result(Current, status, response, ProbeResponse.Shown(error, _secrets));

    private void Begin(string request)
    {
        Current = request;
        Starting?.Invoke(request);
    }

    /// <summary>Creates a request with the headers that all requests have.</summary>
    public static HttpRequestMessage CreateRequest(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.ParseAdd($"{ClientIdentity.Name}/{ClientIdentity.Version}");
        foreach (var type in AcceptedTypes)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        return request;
    }

    /// <summary>Creates a request for a manifest of any type.</summary>
    public static HttpRequestMessage CreateManifestRequest(HttpMethod method, Uri address)
    {
        var request = CreateRequest(method, address);
        foreach (var type in OtherTypes)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        return request;
    }
}
