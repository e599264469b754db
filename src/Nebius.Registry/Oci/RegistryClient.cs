using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>Sends requests to one registry, and tells what its answers mean without showing what it was sent.</summary>
internal sealed class RegistryClient
{
    // An image may be any of these; a registry answers 404 for a type that is not asked for.
    private static readonly string[] AcceptedTypes =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/json",
    ];

    private readonly RegistryConnection _connection;
    private readonly List<Secret> _secrets;

    /// <summary>Prepares a client for a registry.</summary>
    /// <param name="connection">The connection, which the caller disposes.</param>
    /// <param name="credential">Who asks.</param>
    public RegistryClient(RegistryConnection connection, RegistryCredential credential)
    {
        (_connection, Credential) = (connection, credential);
        var pair = Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password.Reveal()}");
        Basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        _secrets = [.. credential.Secrets, new Secret(Basic.Parameter!)];
    }

    /// <summary>Gets who asks.</summary>
    public RegistryCredential Credential { get; }

    /// <summary>Gets the credential as it is sent to the registry itself.</summary>
    public AuthenticationHeaderValue Basic { get; }

    /// <summary>Gets the last request, without its query.</summary>
    public string Current { get; private set; } = $"GET {PingResponse.Path}";

    /// <summary>Gets what is told of each request that begins; null for no one.</summary>
    public Action<string>? Starting { get; init; }

    /// <summary>Returns the address of a path of the registry.</summary>
    public Uri At(string path) => new(_connection.Address, path);

    /// <summary>Returns an address that the registry sent us to; null when it is not in the registry.</summary>
    public Uri? Follow(Uri? location)
    {
        var isOurs = location is not null
            && Uri.TryCreate(_connection.Address, location, out location)
            && location.UserInfo.Length == 0
            && Uri.Compare(
                location, _connection.Address, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
        return isOurs ? location : null;
    }

    /// <summary>Asks what the registry says to a stranger.</summary>
    public Task<PingResponse> PingAsync(CancellationToken cancellationToken)
    {
        Begin($"GET {PingResponse.Path}");
        return _connection.PingAsync(cancellationToken);
    }

    /// <summary>Keeps a further secret out of all results.</summary>
    public void Hide(Secret secret) => _secrets.Add(secret);

    /// <summary>Sends a request.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(method, address);
        return await SendAsync(request, authorization, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        Begin($"{request.Method} {request.RequestUri!.AbsolutePath}");
        request.Headers.Authorization = authorization;
        return _connection.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Tells what an answer means.</summary>
    public Task<ProbeResult> ClassifyAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        ProbeResponse.ClassifyAsync(Current, answer, _secrets, cancellationToken);

    /// <summary>Makes a result of the last request.</summary>
    /// <param name="status">What was found.</param>
    /// <param name="answer">The answer that showed it.</param>
    /// <param name="error">What to say about it; it is cleaned here.</param>
    public ProbeResult Result(ProbeStatus status, HttpResponseMessage answer, string error) =>
        ProbeResponse.Result(Current, status, answer, ProbeResponse.Shown(error, _secrets));

    private void Begin(string request)
    {
        Current = request;
        Starting?.Invoke(request);
    }

    /// <summary>Makes a request as all of ours are.</summary>
    public static HttpRequestMessage CreateRequest(HttpMethod method, Uri address)
    {
        // Over HTTP/2, where the registry has it, several requests share the connection.
        var request = new HttpRequestMessage(method, address) { Version = HttpVersion.Version20 };
        request.Headers.UserAgent.ParseAdd($"{ClientIdentity.Name}/{ClientIdentity.Version}");
        foreach (var type in AcceptedTypes)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        return request;
    }
}
