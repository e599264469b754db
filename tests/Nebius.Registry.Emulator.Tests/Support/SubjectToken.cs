using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>A service account's self-signed JWT, valid unless a test changes a part of it.</summary>
internal sealed class SubjectToken
{
    private readonly AuthorizedKey _key;

    public SubjectToken(AuthorizedKey key, DateTimeOffset now)
    {
        _key = key;
        Header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = key.PublicKeyId };
        Claims = new JsonObject
        {
            ["iss"] = key.ServiceAccountId,
            ["sub"] = key.ServiceAccountId,
            ["aud"] = "token-service.iam.new.nebiuscloud.net",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(),
        };
    }

    public JsonObject Header { get; }

    public JsonObject Claims { get; }

    public string Sign()
    {
        string content = $"{Encode(Header)}.{Encode(Claims)}";
        byte[] signature = _key.PrivateKey.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
