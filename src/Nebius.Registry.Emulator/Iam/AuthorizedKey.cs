using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>The key pair of a service account. IAM has the public key under <see cref="PublicKeyId"/>.</summary>
public sealed class AuthorizedKey : IDisposable
{
    internal AuthorizedKey(string serviceAccountId, string publicKeyId, RSA privateKey)
    {
        ServiceAccountId = serviceAccountId;
        PublicKeyId = publicKeyId;
        PrivateKey = privateKey;
    }

    /// <summary>The ID of the service account.</summary>
    public string ServiceAccountId { get; }

    /// <summary>The ID of the public key: the <c>kid</c> of the JWTs that are signed with this key.</summary>
    public string PublicKeyId { get; }

    /// <summary>The key pair. The world disposes it.</summary>
    public RSA PrivateKey { get; }

    /// <summary>The private key as PKCS#8 PEM: BEGIN PRIVATE KEY.</summary>
    public string Pkcs8Pem => PrivateKey.ExportPkcs8PrivateKeyPem();

    /// <summary>The private key as PKCS#1 PEM: BEGIN RSA PRIVATE KEY.</summary>
    public string Pkcs1Pem => PrivateKey.ExportRSAPrivateKeyPem();

    /// <summary>The content of the file that <c>nebius iam auth-public-key generate</c> writes. Plus signs are not escaped there.</summary>
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

    /// <summary>The lines of both PEM texts; none of them may be in a log.</summary>
    internal IEnumerable<string> SecretLines =>
        $"{Pkcs8Pem}\n{Pkcs1Pem}".Split('\n').Where(line => line.Length >= 32 && !line.StartsWith('-'));

    /// <inheritdoc/>
    public void Dispose() => PrivateKey.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{PublicKeyId} of {ServiceAccountId}";
}
