using System.Buffers.Text;
using System.Text.Json;

namespace Nebius.Registry.Credentials;

/// <summary>What a JWT says of itself. Nobody has checked it, so it is good for messages alone.</summary>
internal static class TokenClaims
{
    /// <summary>Reads the claims of a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The claims, which the caller disposes; null when it is no JWT. Access tokens of Nebius need not be.</returns>
    public static JsonDocument? Of(string token)
    {
        if (token.Split('.') is not [_, var part, _])
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads when a token says that it ends.</summary>
    /// <param name="claims">Its claims.</param>
    /// <returns>The time; null when it does not say, or what it says is no date.</returns>
    public static DateTimeOffset? ExpiresAt(JsonDocument claims)
    {
        const long EndOfTime = 253402300799;
        return claims.RootElement.TryGetProperty("exp", out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var seconds)
            && seconds is >= 0 and <= EndOfTime
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    /// <summary>Reads the same of a token that may be no JWT.</summary>
    public static DateTimeOffset? ExpiresAt(Secret token)
    {
        using var claims = Of(token.Reveal());
        return claims is null ? null : ExpiresAt(claims);
    }
}
