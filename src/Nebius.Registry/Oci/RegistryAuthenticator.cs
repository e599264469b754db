using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// Answers a registry's challenge, https://distribution.github.io/distribution/spec/auth/token/. The credential goes to the registry
/// itself or nowhere.
/// </summary>
/// <param name="client">The client of the registry.</param>
/// <param name="scope">What the token shall be good for, such as <c>repository:e00abc/app:pull,push</c>; empty for nothing in particular.</param>
internal sealed class RegistryAuthenticator(RegistryClient client, string scope)
{
    /// <summary>Asks the registry who may come in, and answers its challenge.</summary>
    /// <param name="client">The client of the registry.</param>
    /// <param name="scope">What the token shall be good for.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <returns>What to send with the next requests, which is nothing where everybody may come in, or why there is nothing to send.</returns>
    public static async Task<(AuthenticationHeaderValue? Authorization, ProbeResult? Refusal)> ForAsync(
        RegistryClient client, string scope, CancellationToken cancellationToken)
    {
        var ping = await client.PingAsync(cancellationToken).ConfigureAwait(false);
        return ping.AsksForLogin ? await new RegistryAuthenticator(client, scope).AnswerAsync(ping, cancellationToken).ConfigureAwait(false)
            : ping.IsOpen ? (null, null)
            : (null, ping.Result);
    }

    /// <summary>Answers a challenge.</summary>
    /// <param name="ping">The answer that holds it.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <returns>What to send with the next requests, or why there is nothing to send.</returns>
    public async Task<(AuthenticationHeaderValue? Authorization, ProbeResult? Refusal)> AnswerAsync(
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
        using var answer = await client.SendAsync(HttpMethod.Get, address, client.Basic, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            var refusal = await client.ClassifyAsync(answer, cancellationToken).ConfigureAwait(false);

            // Any other failure of the token server says nothing about repositories and tags.
            var isAboutUs = refusal.Status is ProbeStatus.Unauthorized or ProbeStatus.Denied;
            return (null, isAboutUs ? refusal : refusal with { Status = ProbeStatus.Other });
        }

        using var body = await BoundedContent.ReadJsonAsync(answer.Content, cancellationToken).ConfigureAwait(false);
        var token = body is null ? null : BoundedContent.Text(body.RootElement, "token") ?? BoundedContent.Text(body.RootElement, "access_token");
        if (string.IsNullOrEmpty(token) || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return (null, client.Result(ProbeStatus.Other, answer, "the answer holds no token"));
        }

        client.Hide(new Secret(token));
        return (new AuthenticationHeaderValue("Bearer", token), null);
    }
}

/// <summary>
/// Decides where a registry may send us for a token: to itself, over https, and nowhere else. A client that goes wherever the realm
/// says hands the credential to whoever answers for the registry (CVE-2020-15157 and its successors).
/// </summary>
internal static class RealmPolicy
{
    /// <summary>Returns the address of a realm that is allowed.</summary>
    /// <param name="realm">The realm as the registry wrote it.</param>
    /// <param name="host">The registry.</param>
    /// <returns>The address; null when the realm is not allowed.</returns>
    public static Uri? Accept(string? realm, RegistryHost host)
    {
        // Uri folds full-width letters, dots and backslashes into plain ones: whatever it could fold does not get that far.
        if (realm is null || realm.AsSpan().ContainsAnyExceptInRange('!', '~') || realm.Contains('\\', StringComparison.Ordinal))
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

        // The raw text, not a parsed host: user info, a trailing dot or another spelling of an address make it another text.
        var rest = realm.AsSpan(start.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        var authority = (end < 0 ? rest : rest[..end]).ToString();
        var isSame = authority.Equals(host.Name, StringComparison.OrdinalIgnoreCase)
            || authority.Equals(host.Name + defaultPort, StringComparison.OrdinalIgnoreCase);
        if (!isSame || !Uri.TryCreate(realm, UriKind.Absolute, out var uri))
        {
            return null;
        }

        // What the client will really connect to must be the registry, too.
        var registry = new Uri($"{start}{host.Name}");
        return uri.UserInfo.Length == 0 && Uri.Compare(
            uri, registry, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0 ? uri : null;
    }
}
