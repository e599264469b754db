using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nebius.Registry.Emulator;

/// <summary>A parsed JWT whose signature is not verified yet. No error message has the token or the value of a claim.</summary>
internal sealed class JsonWebToken : IDisposable
{
    private readonly JsonDocument _header;
    private readonly JsonDocument _claims;
    private readonly string[] _parts;

    private JsonWebToken(JsonDocument header, JsonDocument claims, string[] parts)
    {
        _header = header;
        _claims = claims;
        _parts = parts;
    }

    public JsonElement Claims => _claims.RootElement;

    /// <summary>Parses a JWT.</summary>
    /// <param name="text">The compact serialization.</param>
    /// <param name="what">The name of the token in error messages: <c>subject token</c> or <c>actor token</c>.</param>
    /// <exception cref="TokenRefusedException">The text isn't a JWT.</exception>
    public static JsonWebToken Read(string text, string what)
    {
        var parts = text.Split('.');
        return parts.Length == 3
            ? new JsonWebToken(ParsePart(parts[0], what), ParsePart(parts[1], what), parts)
            : throw new TokenRefusedException($"the {what} is not a JWT");
    }

    public string? Header(string name) => Text(_header.RootElement, name);

    public string? Claim(string name) => Text(Claims, name);

    public DateTimeOffset? Time(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253402300799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>Verifies the signature (RS256).</summary>
    /// <exception cref="TokenRefusedException">The signature is not base64url.</exception>
    public bool IsSignedBy(RSA key)
    {
        byte[] signature;
        try
        {
            signature = Base64Url.DecodeFromChars(_parts[2]);
        }
        catch (FormatException)
        {
            throw new TokenRefusedException("the signature is not base64url");
        }

        var signed = Encoding.ASCII.GetBytes($"{_parts[0]}.{_parts[1]}");
        return key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public void Dispose()
    {
        _header.Dispose();
        _claims.Dispose();
    }

    private static JsonDocument ParsePart(string part, string what)
    {
        try
        {
            var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new TokenRefusedException($"a part of the {what} is not a JSON object");
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new TokenRefusedException($"a part of the {what} is not base64url of JSON");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Why IAM refuses a token. The message has the rule and never a value.</summary>
internal sealed class TokenRefusedException(string message) : Exception(message);
