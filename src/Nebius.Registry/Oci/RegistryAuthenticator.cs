using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// Authenticates at a registry: https://distribution.github.io/distribution/spec/auth/token/. The credential is sent to the registry itself
/// only.
/// </summary>
/// <param name="client">The client of the registry.</param>
/// <param name="scope">The scope of the token, such as <c>repository:e00abc/app:pull,push</c>; may be empty.</param>
internal sealed class RegistryAuthenticator(RegistryClient client, string scope)
{
    /// <summary>Pings the registry, and responds to its challenge.</summary>
    /// <param name="client">The client of the registry.</param>
    /// <param name="scope">The scope of the token.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <returns>
    /// The Authorization header for the next requests, which is null for a registry that allows anonymous clients, or the refusal.
    /// </returns>
    public static async Task<(AuthenticationHeaderValue? Authorization, ProbeResult? Refusal)> ForAsync(
        RegistryClient client, string scope, CancellationToken cancellationToken)
    {
        var ping = await client.PingAsync(cancellationToken).ConfigureAwait(false);
        return ping.RequiresLogin
            ? await new RegistryAuthenticator(client, scope).RespondAsync(ping, cancellationToken).ConfigureAwait(false)
            : ping.IsOpen ? (null, null)
            : (null, ping.Result);
    }

    /// <summary>Responds to a challenge.</summary>
    /// <param name="ping">The response with the challenge.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <returns>The Authorization header for the next requests, or the refusal.</returns>
    public async Task<(AuthenticationHeaderValue? Authorization, ProbeResult? Refusal)> RespondAsync(
        PingResponse ping, CancellationToken cancellationToken)
    {
        if (ping.Bearer is not { } bearer)
        {
            return ping.Challenges.Any(challenge => challenge.Is("Basic"))
                ? (client.Basic, null)
                : (null, ping.Result with { Status = ProbeStatus.Other, Error = "asks for a kind of authentication that we do not know" });
        }

        return RealmPolicy.Accept(bearer.Parameters.GetValueOrDefault("realm"), client.Credential.Host) is { } address
            ? await RequestTokenAsync(WithQuery(address, bearer), cancellationToken).ConfigureAwait(false)
            : (null, ping.UntrustedRealm(client.Credential.Host));
    }

    private Uri WithQuery(Uri realm, AuthChallenge bearer)
    {
        var query = new StringBuilder(realm.Query).Append(realm.Query.Length > 0 ? '&' : '?');
        if (bearer.Parameters.GetValueOrDefault("service") is { } service)
        {
            query.Append("service=").Append(Uri.EscapeDataString(service)).Append('&');
        }

        if (scope.Length > 0)
        {
            query.Append("scope=").Append(Uri.EscapeDataString(scope));
        }

        return new Uri(realm.GetLeftPart(UriPartial.Path) + query.ToString().TrimEnd('&', '?'));
    }

    private async Task<(AuthenticationHeaderValue? Authorization, ProbeResult? Refusal)> RequestTokenAsync(
        Uri address, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(HttpMethod.Get, address, client.Basic, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var refusal = await client.ClassifyAsync(response, cancellationToken).ConfigureAwait(false);

            // Any other failure of the token server isn't about repositories and tags.
            var isAboutUs = refusal.Status is ProbeStatus.Unauthorized or ProbeStatus.Denied;
            return (null, isAboutUs ? refusal : refusal with { Status = ProbeStatus.Other });
        }

        using var body = await BoundedContent.ReadJsonAsync(response.Content, cancellationToken).ConfigureAwait(false);
        var token = body is null
            ? null
            : BoundedContent.Text(body.RootElement, "token") ?? BoundedContent.Text(body.RootElement, "access_token");
        if (!HeaderText.IsToken(token))
        {
            return (null, client.Result(ProbeStatus.Other, response, "the answer holds no token"));
        }

        client.Hide(new Secret(token));
        return (new AuthenticationHeaderValue("Bearer", token), null);
    }
}

/// <summary>
/// Accepts only a realm on the registry itself, over https. A client that follows any realm sends the credential to anyone who can response
/// for the registry (CVE-2020-15157 and its successors).
/// </summary>
internal static class RealmPolicy
{
    /// <summary>Returns the address of an allowed realm.</summary>
    /// <param name="realm">The realm, as in the challenge.</param>
    /// <param name="host">The registry.</param>
    /// <returns>The address; null when the realm isn't allowed.</returns>
    public static Uri? Accept(string? realm, RegistryHost host)
    {
        // Uri turns full-width letters, dots and backslashes into plain ones, so a realm with any of them is refused first.
        if (realm is null || !HeaderText.IsSafe(realm) || realm.Contains('\\', StringComparison.Ordinal))
        {
            return null;
        }

        return AcceptScheme(realm, Uri.UriSchemeHttps, ":443", host)
            ?? (host.AllowsPlainHttp ? AcceptScheme(realm, Uri.UriSchemeHttp, ":80", host) : null);
    }

    private static Uri? AcceptScheme(string realm, string scheme, string defaultPort, RegistryHost host)
    {
        var start = scheme + "://";
        if (!realm.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // Compares the raw text, not a parsed host: user info, a trailing dot or another spelling of an address make it differ.
        var rest = realm.AsSpan(start.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        var authority = (end < 0 ? rest : rest[..end]).ToString();
        var isSame = authority.Equals(host.Name, StringComparison.OrdinalIgnoreCase)
            || authority.Equals(host.Name + defaultPort, StringComparison.OrdinalIgnoreCase);
        if (!isSame || !Uri.TryCreate(realm, UriKind.Absolute, out var uri))
        {
            return null;
        }

        // The parsed address, which the client connects to, must be the registry, too.
        var registry = new Uri($"{start}{host.Name}");
        return uri.UserInfo.Length == 0 && Uri.Compare(
            uri, registry, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0 ? uri : null;
    }
}
