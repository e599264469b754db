using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Distribution;

/// <summary>The requests of one probe, over one client.</summary>
internal sealed class ProbeSession
{
    // An image may be any of these; a registry answers 404 for a type that is not asked for.
    private static readonly string[] ManifestTypes =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    private readonly HttpClient _client;
    private readonly Uri _registry;
    private readonly RegistryCredential _credential;
    private readonly string _repository;
    private readonly RegistryAction _action;
    private readonly List<Secret> _secrets;

    /// <summary>Prepares a probe.</summary>
    public ProbeSession(HttpClient client, Uri registry, RegistryCredential credential, string repository, RegistryAction action)
    {
        (_client, _registry, _credential, _repository, _action) = (client, registry, credential, repository, action);
        _secrets = [credential.Password, new Secret(BasicValue)];
    }

    /// <summary>Gets the request that is under way, without its query.</summary>
    public string Current { get; private set; } = "GET /v2/";

    private string BasicValue =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_credential.UserName}:{_credential.Password.Reveal()}"));

    /// <summary>Asks the registry what it would say to a push or a pull.</summary>
    /// <param name="reference">The tag or digest to pull; null asks whether the repository may be read at all.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    public async Task<ProbeResult> RunAsync(string? reference, CancellationToken cancellationToken)
    {
        AuthenticationHeaderValue? authorization = null;
        using (var ping = await SendAsync(HttpMethod.Get, At("/v2/"), null, cancellationToken).ConfigureAwait(false))
        {
            if (ping.StatusCode == HttpStatusCode.Unauthorized)
            {
                (authorization, var refusal) = await AuthorizeAsync(ping, cancellationToken).ConfigureAwait(false);
                if (refusal is not null)
                {
                    return refusal;
                }
            }
            else if (!ping.IsSuccessStatusCode)
            {
                return await ClassifyAsync(ping, cancellationToken).ConfigureAwait(false);
            }
        }

        var (method, address) = _action == RegistryAction.Push
            ? (HttpMethod.Post, At($"/v2/{_repository}/blobs/uploads/"))
            : (HttpMethod.Get, At($"/v2/{_repository}/manifests/{reference ?? "latest"}"));
        using var answer = await SendAsync(method, address, authorization, cancellationToken).ConfigureAwait(false);
        var result = await ClassifyAsync(answer, cancellationToken).ConfigureAwait(false);
        if (_action == RegistryAction.Push && answer.StatusCode == HttpStatusCode.Accepted)
        {
            await CancelUploadAsync(answer.Headers.Location, authorization, cancellationToken).ConfigureAwait(false);
        }

        // Rights are looked at before the tag: nobody asked for this one, so that it is missing says "you may read".
        return result.Status == ProbeStatus.ManifestUnknown && reference is null ? result with { Status = ProbeStatus.Accepted } : result;
    }

    private async Task<(AuthenticationHeaderValue? Authorization, ProbeResult? Refusal)> AuthorizeAsync(
        HttpResponseMessage unauthorized, CancellationToken cancellationToken)
    {
        var headers = unauthorized.Headers.TryGetValues("WWW-Authenticate", out var values) ? values : [];
        var challenges = headers.SelectMany(AuthChallenge.Parse).ToList();
        if (challenges.Find(challenge => challenge.Is("Bearer")) is { } bearer)
        {
            return await RequestTokenAsync(bearer, unauthorized, cancellationToken).ConfigureAwait(false);
        }

        return challenges.Exists(challenge => challenge.Is("Basic"))
            ? (new AuthenticationHeaderValue("Basic", BasicValue), null)
            : (null, Result(ProbeStatus.Other, unauthorized, "asks for a kind of authentication that we do not know"));
    }

    private async Task<(AuthenticationHeaderValue? Authorization, ProbeResult? Refusal)> RequestTokenAsync(
        AuthChallenge bearer, HttpResponseMessage unauthorized, CancellationToken cancellationToken)
    {
        var realm = bearer.Parameters.GetValueOrDefault("realm");
        if (RealmRule.Accept(realm, _credential.Host) is not { } address)
        {
            return (null, Result(ProbeStatus.HostileRealm, unauthorized, ForeignText.Clean(realm, 200, _secrets)));
        }

        var rights = _action == RegistryAction.Push ? "pull,push" : "pull";
        var query = new StringBuilder(address.Query).Append(address.Query.Length > 0 ? '&' : '?');
        if (bearer.Parameters.GetValueOrDefault("service") is { } service)
        {
            query.Append("service=").Append(Uri.EscapeDataString(service)).Append('&');
        }

        query.Append("scope=").Append(Uri.EscapeDataString($"repository:{_repository}:{rights}"));
        var request = new Uri(address.GetLeftPart(UriPartial.Path) + query);
        var basic = new AuthenticationHeaderValue("Basic", BasicValue);
        using var answer = await SendAsync(HttpMethod.Get, request, basic, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            var refusal = await ClassifyAsync(answer, cancellationToken).ConfigureAwait(false);

            // A success that brings no token, or a token server that is not there, says nothing about repositories and tags.
            var isAboutUs = refusal.Status is ProbeStatus.Unauthorized or ProbeStatus.Denied;
            return (null, isAboutUs ? refusal : refusal with { Status = ProbeStatus.Other });
        }

        using var body = await CappedBody.ReadJsonAsync(answer.Content, cancellationToken).ConfigureAwait(false);
        var token = body is null ? null : CappedBody.Text(body.RootElement, "token") ?? CappedBody.Text(body.RootElement, "access_token");
        if (string.IsNullOrEmpty(token) || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return (null, Result(ProbeStatus.Other, answer, "the answer holds no token"));
        }

        _secrets.Add(new Secret(token));
        return (new AuthenticationHeaderValue("Bearer", token), null);
    }

    // An upload that nobody finishes would be left for the registry to clean up. That it is not cancelled is no failure of the probe.
    private async Task CancelUploadAsync(Uri? location, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        if (location is null || !Uri.TryCreate(_registry, location, out var upload) || !IsOurs(upload))
        {
            return;
        }

        try
        {
            (await SendAsync(HttpMethod.Delete, upload, authorization, cancellationToken).ConfigureAwait(false)).Dispose();
        }
        catch (HttpRequestException)
        {
        }
    }

    private bool IsOurs(Uri address) => address.UserInfo.Length == 0 && Uri.Compare(
        address, _registry, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private Uri At(string path) => new(_registry, path);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        Current = $"{method} {address.AbsolutePath}";
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = authorization;
        request.Headers.UserAgent.ParseAdd($"{ClientIdentity.Name}/{ClientIdentity.Version}");
        foreach (var type in ManifestTypes.Append("application/json"))
        {
            request.Headers.Accept.ParseAdd(type);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ProbeResult> ClassifyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return Result(ProbeStatus.Accepted, answer, null);
        }

        using var body = await CappedBody.ReadJsonAsync(answer.Content, cancellationToken).ConfigureAwait(false);
        var error = RegistryError.First(body, _secrets);
        var status = (answer.StatusCode, error?.Code) switch
        {
            (HttpStatusCode.Unauthorized, _) => ProbeStatus.Unauthorized,
            (HttpStatusCode.Forbidden, _) => ProbeStatus.Denied,
            (HttpStatusCode.NotFound, "NAME_UNKNOWN") => ProbeStatus.NameUnknown,
            (HttpStatusCode.NotFound, "MANIFEST_UNKNOWN") => ProbeStatus.ManifestUnknown,
            _ => ProbeStatus.Other,
        };
        return Result(status, answer, error?.Text);
    }

    private ProbeResult Result(ProbeStatus status, HttpResponseMessage answer, string? error) => new()
    {
        Status = status,
        Request = Current,
        HttpStatus = (int)answer.StatusCode,
        Error = error,
        ServerDate = answer.Headers.Date,
    };
}
