using Nebius.Registry.Iam;

namespace Nebius.Registry.TokenCache;

/// <summary>Makes a token of what a file says.</summary>
internal static class KeptToken
{
    // 9999-12-31: no later time can be told.
    private const long LastSecond = 253402300799;

    /// <summary>Reads a token.</summary>
    /// <param name="token">The token's text.</param>
    /// <param name="expiresAt">When it expires, in Unix seconds; 0 when nobody knows.</param>
    /// <param name="issuedAt">When it was issued, in Unix seconds; 0 when nobody knows.</param>
    /// <returns>The token, or null when this is none.</returns>
    public static AccessToken? From(string? token, long expiresAt, long issuedAt = 0)
    {
        // What cannot be sent in a header is no token.
        if (string.IsNullOrEmpty(token) || token.AsSpan().ContainsAnyExceptInRange('!', '~') || expiresAt is < 0 or > LastSecond || issuedAt is < 0 or > LastSecond)
        {
            return null;
        }

        return new AccessToken(new Secret(token), Time(expiresAt)) { IssuedAt = Time(issuedAt) };
    }

    private static DateTimeOffset? Time(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);
}
