using System.Text.Json;

namespace Nebius.Registry.Emulator;

/// <summary>Verifies the JWT that a service account signs with its authorized key.</summary>
internal sealed class SubjectTokenVerifier(IamDirectory iam, TimeProvider time)
{
    private const string TokenServiceAudience = "token-service.iam.new.nebiuscloud.net";

    // The SDKs sign for one minute. The README of the API signs for five, the longest lifetime that is known to be accepted.
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Returns the service account that signed a valid token.</summary>
    /// <exception cref="TokenRefusedException">The token isn't valid.</exception>
    public ServiceAccount Verify(string jwt)
    {
        using var token = JsonWebToken.Read(jwt, "subject token");
        var key = FindKey(token);
        if (!token.IsSignedBy(key.PrivateKey))
        {
            throw new TokenRefusedException("the signature does not match the public key");
        }

        if (token.Claim("iss") != key.ServiceAccountId || token.Claim("sub") != key.ServiceAccountId)
        {
            throw new TokenRefusedException("iss and sub must both be the service account of the key");
        }

        CheckAudience(token.Claims);
        CheckTimes(token);
        return iam.FindAccount(key.ServiceAccountId) ?? throw new TokenRefusedException("the service account does not exist");
    }

    private AuthorizedKey FindKey(JsonWebToken token)
    {
        if (token.Header("alg") != "RS256")
        {
            throw new TokenRefusedException("alg must be RS256");
        }

        var kid = token.Header("kid") ?? throw new TokenRefusedException("the header has no kid");
        return iam.TryFindKey(kid, out var key) ? key : throw new TokenRefusedException("no public key is known by this kid");
    }

    // The Go SDK writes an array, the Python and JavaScript SDKs a string, and the example in the README of the API has no aud.
    private static void CheckAudience(JsonElement claims)
    {
        if (claims.TryGetProperty("aud", out var audience) && !Audiences(audience).Contains(TokenServiceAudience))
        {
            throw new TokenRefusedException($"aud must contain {TokenServiceAudience}");
        }
    }

    private static IEnumerable<string?> Audiences(JsonElement audience) => audience.ValueKind switch
    {
        JsonValueKind.String => [audience.GetString()],
        JsonValueKind.Array => audience.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null),
        _ => [],
    };

    private void CheckTimes(JsonWebToken token)
    {
        var now = time.GetUtcNow();
        var expires = token.Time("exp") ?? throw new TokenRefusedException("exp is missing");
        var issued = token.Time("iat") ?? throw new TokenRefusedException("iat is missing");
        if (expires <= now)
        {
            throw new TokenRefusedException("the subject token has expired");
        }

        if (expires > now + LongestLifetime + ClockSkew)
        {
            throw new TokenRefusedException("exp is too far in the future");
        }

        if (issued > now + ClockSkew)
        {
            throw new TokenRefusedException("iat is in the future");
        }
    }
}
