namespace Nebius.Registry.Iam;

/// <summary>
/// One of the shapes of an exchange, without the wire format. The constants are those of Nebius's Go, Python and JavaScript SDKs
/// (auth/exchangable.go, base/service_account/service_account.py, runtime/service_account/service_account.ts).
/// </summary>
internal sealed record ExchangeRequest
{
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string SubjectIdentifierType = "urn:nebius:params:oauth:token-type:subject_identifier";

    /// <summary>Gets what identifies the account to get a token of.</summary>
    public required Secret SubjectToken { get; init; }

    /// <summary>Gets the type of <see cref="SubjectToken"/>.</summary>
    public required string SubjectTokenType { get; init; }

    /// <summary>Gets what identifies the account that asks, where that is another one.</summary>
    public Secret? ActorToken { get; init; }

    /// <summary>Gets the type of <see cref="ActorToken"/>.</summary>
    public string? ActorTokenType { get; init; }

    /// <summary>Gets who asks, for messages: ids and the setting they came from.</summary>
    public required string Who { get; init; }

    /// <summary>Gets what to look at and to type when IAM refuses.</summary>
    public required string WhenRefused { get; init; }

    /// <summary>Gets all secrets of the request; none of them may come back in a message.</summary>
    /// <remarks>Beside an actor's token the subject is an id, which may be shown.</remarks>
    public IEnumerable<Secret> Secrets => [ActorToken ?? SubjectToken];

    /// <summary>Makes the request for a service account's authorized key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">The current time.</param>
    /// <returns>A request that is good for two minutes.</returns>
    public static ExchangeRequest ForAuthorizedKey(AuthorizedKey key, DateTimeOffset now) => new()
    {
        SubjectToken = key.CreateToken(now),
        SubjectTokenType = JwtType,
        Who = $"service account {key.ServiceAccountId} with public key {key.PublicKeyId} (from {key.Origin})",
        WhenRefused =
            $"Look whether the key still exists and belongs to that account ('nebius iam auth-public-key get --id {key.PublicKeyId}'), "
            + "whether the private key is the one it was made with, and whether this machine's clock is right. A new key: "
            + $"'nebius iam auth-public-key generate --service-account-id {key.ServiceAccountId} --output key.json'.",
    };

    /// <summary>Makes the request of a workload that another identity provider vouches for.</summary>
    /// <param name="serviceAccountId">The service account to get the token of.</param>
    /// <param name="token">The provider's token.</param>
    /// <param name="origin">Where that token was found.</param>
    /// <returns>A request that is good for as long as the provider's token.</returns>
    public static ExchangeRequest ForFederatedToken(string serviceAccountId, Secret token, string origin) => new()
    {
        SubjectToken = new Secret(serviceAccountId),
        SubjectTokenType = SubjectIdentifierType,
        ActorToken = token,
        ActorTokenType = JwtType,
        Who = $"service account {serviceAccountId} with the federated token from {origin}",
        WhenRefused =
            "Look whether the service account has federated credentials whose issuer is the token's 'iss' and whose subject is exactly its "
            + "'sub' ('nebius iam federated-credentials list --parent-id <project id>'), and whether the token has expired. 'sub' names "
            + "the repository and branch, so another branch is another subject.",
    };

    /// <summary>Makes the request of an account that impersonates a service account.</summary>
    /// <param name="serviceAccountId">The service account to get the token of.</param>
    /// <param name="origin">The setting that asks for it.</param>
    /// <param name="actorToken">An access token of the one who asks.</param>
    /// <param name="actorId">The one who asks, where that is known.</param>
    /// <returns>A request that is good for as long as the actor's token.</returns>
    public static ExchangeRequest ForImpersonation(string serviceAccountId, string origin, Secret actorToken, string? actorId) => new()
    {
        SubjectToken = new Secret(serviceAccountId),
        SubjectTokenType = SubjectIdentifierType,
        ActorToken = actorToken,
        ActorTokenType = AccessTokenType,
        Who = $"service account {serviceAccountId} (by {origin}), impersonated by {actorId ?? "whoever the access token belongs to"}",
        WhenRefused =
            $"Look whether {actorId ?? "the impersonating account"} may impersonate {serviceAccountId}, "
            + "and whether its own access token is "
            + $"still good. Without impersonation: 'unset {EnvironmentVariables.ImpersonateServiceAccountId}'.",
    };
}
