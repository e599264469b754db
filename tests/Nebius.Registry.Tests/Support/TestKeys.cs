using System.Security.Cryptography;
using Nebius.Registry.Iam;

namespace Nebius.Registry.Tests.Support;

/// <summary>Keys made once per run.</summary>
internal static class TestKeys
{
    public const string ServiceAccountId = "serviceaccount-e00test";
    public const string PublicKeyId = "publickey-e00test";

    private static readonly Lazy<RSA> Shared = new(() => RSA.Create(2048));

    public static RSA Rsa => Shared.Value;

    public static string Pkcs8 => Rsa.ExportPkcs8PrivateKeyPem();

    public static string Pkcs1 => Rsa.ExportRSAPrivateKeyPem();

    public static AuthorizedKey Authorized() => AuthorizedKey.FromParts(ServiceAccountId, PublicKeyId, Pkcs8, "NEBIUS_PRIVATE_KEY");
}
