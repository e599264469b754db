namespace Nebius.Registry.Iam;

/// <summary>An access token, however it was come by.</summary>
/// <param name="Token">The access token.</param>
/// <param name="ExpiresAt">When it expires, on our clock; null when nobody knows.</param>
internal sealed record AccessToken(Secret Token, DateTimeOffset? ExpiresAt)
{
    /// <summary>Gets when it was issued at the latest, on the clock that <see cref="ExpiresAt"/> counts from; null when nobody knows.</summary>
    public DateTimeOffset? IssuedAt { get; init; }
}
