namespace Nebius.Registry.Iam;

/// <summary>Where the parts of an authorized key were found, for messages.</summary>
/// <param name="PrivateKey">Where the private key was found, and the ids too unless said otherwise.</param>
internal sealed record AuthorizedKeyOrigins(string PrivateKey)
{
    /// <summary>Gets where the service account's id was found, when that was elsewhere.</summary>
    public string? ServiceAccountId { get; init; }

    /// <summary>Gets where the public key's id was found, when that was elsewhere.</summary>
    public string? PublicKeyId { get; init; }

    /// <summary>Gets the place to name when the service account's id is wrong.</summary>
    public string OfServiceAccountId => ServiceAccountId ?? $"The authorized key in {PrivateKey}";

    /// <summary>Gets the place to name when the public key's id is wrong.</summary>
    public string OfPublicKeyId => PublicKeyId ?? $"The authorized key in {PrivateKey}";
}
