namespace Nebius.Registry.Iam;

/// <summary>An access token of IAM, from an exchange, a file or a metadata service.</summary>
/// <param name="Token">The access token.</param>
/// <param name="ExpiresAt">When it expires, on the clock of this machine; null when that is not known.</param>
internal sealed record AccessToken(Secret Token, DateTimeOffset? ExpiresAt)
{
    /// <summary>
    /// Gets the latest time at which it may have been issued, on the clock of <see cref="ExpiresAt"/>; null when unknown.
    /// </summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>Gets a value indicating whether it comes from the token cache.</summary>
    public bool IsCached { get; init; }

    /// <summary>Gets why a cached token that expires soon can't be renewed.</summary>
    public NebiusRegistryException? RenewalError { get; init; }
}
