using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>A service account's key pair. IAM keeps the public half under <see cref="PublicKeyId"/>.</summary>
public sealed class AuthorizedKey : IDisposable
{
    internal AuthorizedKey(string serviceAccountId, string publicKeyId, RSA privateKey)
    {
        ServiceAccountId = serviceAccountId;
        PublicKeyId = publicKeyId;
        PrivateKey = privateKey;
    }

    public string ServiceAccountId { get; }

    public string PublicKeyId { get; }

    public RSA PrivateKey { get; }

    /// <summary>PKCS#8: BEGIN PRIVATE KEY.</summary>
    public string Pkcs8Pem => PrivateKey.ExportPkcs8PrivateKeyPem();

    /// <summary>PKCS#1: BEGIN RSA PRIVATE KEY.</summary>
    public string Pkcs1Pem => PrivateKey.ExportRSAPrivateKeyPem();

    /// <summary>The file that `nebius iam auth-public-key generate` writes, with its plus signs as they are.</summary>
    public string Json => new JsonObject
    {
        ["subject-credentials"] = new JsonObject
        {
            ["type"] = "JWT",
            ["alg"] = "RS256",
            ["private-key"] = Pkcs8Pem + "\n",
            ["kid"] = PublicKeyId,
            ["iss"] = ServiceAccountId,
            ["sub"] = ServiceAccountId,
        },
    }.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The lines of the key in both PEM forms: each of them is worth looking for in a log.</summary>
    internal IEnumerable<string> SecretLines =>
        $"{Pkcs8Pem}\n{Pkcs1Pem}".Split('\n').Where(line => line.Length >= 32 && !line.StartsWith('-'));

    public void Dispose() => PrivateKey.Dispose();

    public override string ToString() => $"{PublicKeyId} of {ServiceAccountId}";
}
