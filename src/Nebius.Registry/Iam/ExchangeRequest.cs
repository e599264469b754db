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

    /// <summary>Gets the identity of the account that the token is for.</summary>
    public required Secret SubjectToken { get; init; }

    /// <summary>Gets the type of <see cref="SubjectToken"/>.</summary>
    public required string SubjectTokenType { get; init; }

    /// <summary>Gets the identity of the calling account, if it is another one.</summary>
    public Secret? ActorToken { get; init; }

    /// <summary>Gets the type of <see cref="ActorToken"/>.</summary>
    public string? ActorTokenType { get; init; }

    /// <summary>Gets the proof of identity, for messages: IDs and the setting they came from.</summary>
    public required string Who { get; init; }

    /// <summary>Gets the advice for a refusal.</summary>
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
        Who = $"the authorized key in {key.Origin} (service account {key.ServiceAccountId}, public key {key.PublicKeyId})",
        WhenRefused =
            "It was deleted, belongs to another service account, or its private key doesn't match. Check it, or issue a new one:\n"
            + $"  nebius iam auth-public-key get --id {key.PublicKeyId}\n"
            + $"  nebius iam auth-public-key generate --service-account-id {key.ServiceAccountId} --output key.json",
    };

    /// <summary>Makes the request for a workload with another identity provider's token.</summary>
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
        Who = $"the federated token from {origin} for service account {serviceAccountId}",
        WhenRefused =
            "The service account needs federated credentials with exactly the token's issuer and subject (another branch is another "
            + "subject). List them:\n"
            + "  nebius iam federated-credentials list --parent-id <project-id>",
    };

    /// <summary>Makes the request of an account that impersonates a service account.</summary>
    /// <param name="serviceAccountId">The service account to get the token of.</param>
    /// <param name="origin">The setting that asks for it.</param>
    /// <param name="actorToken">An access token of the calling account.</param>
    /// <param name="actorId">The calling account; null when unknown.</param>
    /// <returns>A request that is good for as long as the actor's token.</returns>
    public static ExchangeRequest ForImpersonation(string serviceAccountId, string origin, Secret actorToken, string? actorId) => new()
    {
        SubjectToken = new Secret(serviceAccountId),
        SubjectTokenType = SubjectIdentifierType,
        ActorToken = actorToken,
        ActorTokenType = AccessTokenType,
        Who = $"the impersonation of service account {serviceAccountId} (set by {origin}) by {actorId ?? "the access token's account"}",
        WhenRefused =
            $"{actorId ?? "The impersonating account"} may not impersonate it, or its own access token has expired. "
            + $"To go on without impersonation:\n  {Shell.Current.Unset(EnvironmentVariables.ImpersonateServiceAccountId)}",
    };
}
