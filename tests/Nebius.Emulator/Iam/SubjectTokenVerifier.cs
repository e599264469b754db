using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nebius.Emulator;

/// <summary>Checks the JWT that a service account signs with its authorized key.</summary>
internal sealed class SubjectTokenVerifier(IamDirectory iam, TimeProvider time)
{
    private const string TokenServiceAudience = "token-service.iam.new.nebiuscloud.net";

    // The SDKs sign for one minute, the API's README for five: the longest that is known to be accepted.
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>The service account that signed the token. Never puts the token or a claim's value into the refusal.</summary>
    public ServiceAccount Verify(string jwt)
    {
        string[] parts = jwt.Split('.');
        if (parts.Length != 3)
        {
            throw new SubjectTokenException("the subject token is not a JWT");
        }

        using JsonDocument header = ParsePart(parts[0]);
        using JsonDocument claims = ParsePart(parts[1]);
        AuthorizedKey key = FindKey(header.RootElement);
        CheckSignature(key, parts);
        CheckSubject(claims.RootElement, key);
        CheckAudience(claims.RootElement);
        CheckTimes(claims.RootElement);
        return iam.FindAccount(key.ServiceAccountId) ?? throw new SubjectTokenException("the service account does not exist");
    }

    private static JsonDocument ParsePart(string part)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new SubjectTokenException("a part of the subject token is not a JSON object");
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new SubjectTokenException("a part of the subject token is not base64url of JSON");
        }
    }

    private AuthorizedKey FindKey(JsonElement header)
    {
        if (Text(header, "alg") != "RS256")
        {
            throw new SubjectTokenException("alg must be RS256");
        }

        string kid = Text(header, "kid") ?? throw new SubjectTokenException("the header has no kid");
        return iam.TryFindKey(kid, out AuthorizedKey? key) ? key : throw new SubjectTokenException("no public key is known by this kid");
    }

    private static void CheckSignature(AuthorizedKey key, string[] parts)
    {
        byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        byte[] signature;
        try
        {
            signature = Base64Url.DecodeFromChars(parts[2]);
        }
        catch (FormatException)
        {
            throw new SubjectTokenException("the signature is not base64url");
        }

        if (!key.PrivateKey.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            throw new SubjectTokenException("the signature does not match the public key");
        }
    }

    private static void CheckSubject(JsonElement claims, AuthorizedKey key)
    {
        if (Text(claims, "iss") != key.ServiceAccountId || Text(claims, "sub") != key.ServiceAccountId)
        {
            throw new SubjectTokenException("iss and sub must both be the service account of the key");
        }
    }

    // The Go SDK writes an array, the Python and JavaScript SDKs a string, the README's example nothing.
    private static void CheckAudience(JsonElement claims)
    {
        if (claims.TryGetProperty("aud", out JsonElement audience) && !Audiences(audience).Contains(TokenServiceAudience))
        {
            throw new SubjectTokenException($"aud must contain {TokenServiceAudience}");
        }
    }

    private static IEnumerable<string?> Audiences(JsonElement audience) => audience.ValueKind switch
    {
        JsonValueKind.String => [audience.GetString()],
        JsonValueKind.Array => audience.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null),
        _ => [],
    };

    private void CheckTimes(JsonElement claims)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = Time(claims, "exp") ?? throw new SubjectTokenException("exp is missing");
        DateTimeOffset issued = Time(claims, "iat") ?? throw new SubjectTokenException("iat is missing");
        if (expires <= now)
        {
            throw new SubjectTokenException("the subject token has expired");
        }

        if (expires > now + LongestLifetime + ClockSkew)
        {
            throw new SubjectTokenException("exp is too far in the future");
        }

        if (issued > now + ClockSkew)
        {
            throw new SubjectTokenException("iat is in the future");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out double seconds) && seconds is > 0 and < 253402300799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
}
