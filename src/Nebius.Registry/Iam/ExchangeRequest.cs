namespace Nebius.Registry.Iam;

/// <summary>
/// One of the shapes of an exchange, without the wire format. The constants are those of Nebius's Go, Python and JavaScript SDKs
/// (auth/exchangable.go, base/service_account/service_account.py, runtime/service_account/service_account.ts).
/// </summary>
internal sealed record ExchangeRequest
{
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>Gets what stands for the one who shall get the token.</summary>
    public required Secret SubjectToken { get; init; }

    /// <summary>Gets the type of <see cref="SubjectToken"/>.</summary>
    public required string SubjectTokenType { get; init; }

    /// <summary>Gets what stands for the one who asks, where that is somebody else.</summary>
    public Secret? ActorToken { get; init; }

    /// <summary>Gets the type of <see cref="ActorToken"/>.</summary>
    public string? ActorTokenType { get; init; }

    /// <summary>Gets who asks, for messages: ids and the setting they came from.</summary>
    public required string Who { get; init; }

    /// <summary>Gets what to look at and to type when IAM refuses.</summary>
    public required string WhenRefused { get; init; }

    /// <summary>Gets all secrets of the request; none of them may come back in a message.</summary>
    public IEnumerable<Secret> Secrets => ActorToken is null ? [SubjectToken] : [SubjectToken, ActorToken];

    /// <summary>Makes the request for a service account's authorized key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">The time on our clock.</param>
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
}
