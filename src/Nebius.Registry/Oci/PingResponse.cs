using System.Net;

namespace Nebius.Registry.Oci;

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
