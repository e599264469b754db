namespace Nebius.Registry.Iam;

/// <summary>An access token, however it was come by.</summary>
/// <param name="Token">The access token.</param>
/// <param name="ExpiresAt">When it expires, on our clock; null when nobody knows.</param>
internal sealed record AccessToken(Secret Token, DateTimeOffset? ExpiresAt);
