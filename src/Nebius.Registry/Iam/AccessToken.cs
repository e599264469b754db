namespace Nebius.Registry.Iam;

/// <summary>An access token of IAM, from an exchange, a file or a metadata service.</summary>
/// <param name="Token">The access token.</param>
/// <param name="ExpiresAt">When it expires, on the clock of this machine; null when that is not known.</param>
internal sealed record AccessToken(Secret Token, DateTimeOffset? ExpiresAt)
{
    /// <summary>
    /// Gets when it was issued at the latest, on the clock that <see cref="ExpiresAt"/> counts from; null when that is not known.
    /// </summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>Gets a value indicating whether it was in the token cache when it was asked for.</summary>
    public bool IsCached { get; init; }

    /// <summary>Gets why a cached token that expires soon could not be renewed.</summary>
    public NebiusRegistryException? RenewalError { get; init; }
}
