namespace Nebius.Registry.Iam;

/// <summary>What an exchange gives.</summary>
/// <param name="Token">The access token.</param>
/// <param name="ExpiresAt">When it expires, on our clock.</param>
internal sealed record AccessToken(Secret Token, DateTimeOffset ExpiresAt);
