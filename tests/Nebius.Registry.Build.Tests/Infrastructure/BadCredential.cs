using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>A credential with a mistake that users make. Its secret part differs from anything that a build prints by itself.</summary>
public sealed partial record BadCredential(string Code, Dictionary<string, string?> Environment)
{
    /// <summary>A word in each of the credentials, which must not be in any output.</summary>
    public const string Marker = "cAnArY7Qm2LsZ9xKw4Vb";

    private static readonly RSA Key = RSA.Create(2048);

    private static string Pkcs8 => Key.ExportPkcs8PrivateKeyPem();

    /// <summary>Gets what must not be in any output or file: the word, and each line of a key.</summary>
    public IEnumerable<string> Secrets => [Marker, .. Environment.Values.SelectMany(value => KeyLine().Matches(value!)).Select(line => line.Value)];

    /// <summary>Gets all bad credentials, by their mistake.</summary>
    public static IReadOnlyDictionary<string, BadCredential> All { get; } = new Dictionary<string, BadCredential>
    {
        ["static key: JSON"] = Of("NEBIUS1202", "NEBIUS_REGISTRY_STATIC_KEY", $$"""{"token":"{{Marker}}"}"""),
        ["static key: its id"] = Of("NEBIUS1202", "NEBIUS_REGISTRY_STATIC_KEY", "statickey-e00" + Marker),
        ["static key: two words"] = Of("NEBIUS1202", "NEBIUS_REGISTRY_STATIC_KEY", $"token {Marker}"),
        ["static key of the region: two lines"] = Of("NEBIUS1202", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1", $"{Marker}\n{Marker}"),
        ["access token: with Bearer"] = Of("NEBIUS1202", "NEBIUS_IAM_TOKEN", $"Bearer {Marker}"),
        ["access token: a letter that no token has"] = Of("NEBIUS1202", "NEBIUS_IAM_TOKEN", Marker + "é"),
        ["authorized key: cut off"] = Of("NEBIUS1204", "NEBIUS_AUTHORIZED_KEY", Json(Pkcs8)[..^20]),
        ["authorized key: a word"] = Of("NEBIUS1204", "NEBIUS_AUTHORIZED_KEY", Marker),
        ["authorized key: a list"] = Of("NEBIUS1204", "NEBIUS_AUTHORIZED_KEY", $"[\"{Marker}\"]"),
        ["authorized key: PEM"] = Of("NEBIUS1204", "NEBIUS_AUTHORIZED_KEY", Pkcs8),
        ["authorized key: another product's"] = Of("NEBIUS1204", "NEBIUS_AUTHORIZED_KEY", $$"""{"type":"service_account","private_key":"{{Marker}}","client_email":"a@b"}"""),
        ["authorized key: an access token in JSON"] = Of("NEBIUS1204", "NEBIUS_AUTHORIZED_KEY", $$"""{"access_token":"{{Marker}}"}"""),
        ["authorized key: iss and sub differ"] = Of("NEBIUS1204", "NEBIUS_AUTHORIZED_KEY", Json(Pkcs8).Replace("\"sub\":\"serviceaccount-", "\"sub\":\"serviceaccount-x", StringComparison.Ordinal)),
        ["authorized key: another algorithm"] = Of("NEBIUS1204", "NEBIUS_AUTHORIZED_KEY", Json(Pkcs8).Replace("RS256", "ES256", StringComparison.Ordinal)),
        ["authorized key: no kid"] = Of("NEBIUS1203", "NEBIUS_AUTHORIZED_KEY", Json(Pkcs8).Replace("\"kid\"", "\"id\"", StringComparison.Ordinal)),
        ["authorized key: a path"] = Of("NEBIUS1207", "NEBIUS_AUTHORIZED_KEY", $"/run/secrets/{Marker}.json"),
        ["authorized key: with a passphrase"] = Of("NEBIUS1205", "NEBIUS_AUTHORIZED_KEY", Json(Encrypted())),
        ["authorized key: elliptic curve"] = Of("NEBIUS1205", "NEBIUS_AUTHORIZED_KEY", Json(EllipticCurve())),
        ["authorized key: public"] = Of("NEBIUS1205", "NEBIUS_AUTHORIZED_KEY", Json(Key.ExportSubjectPublicKeyInfoPem())),
        ["authorized key: noise between the lines"] = Of("NEBIUS1205", "NEBIUS_AUTHORIZED_KEY", Json($"-----BEGIN PRIVATE KEY-----\n{Marker}\n-----END PRIVATE KEY-----")),
        ["authorized key: PEM cut off"] = Of("NEBIUS1205", "NEBIUS_AUTHORIZED_KEY", Json(Pkcs8[..800])),
        ["authorized key's file: the JSON itself"] = Of("NEBIUS1207", "NEBIUS_AUTHORIZED_KEY_FILE", Json(Pkcs8)),
        ["authorized key's file: the JSON in base64"] = Of("NEBIUS1207", "NEBIUS_AUTHORIZED_KEY_FILE", Base64(Json(Pkcs8))),
        ["authorized key's file: the quoted JSON"] = Of("NEBIUS1207", "NEBIUS_AUTHORIZED_KEY_FILE", $"'{Json(Pkcs8)}'"),
        ["authorized key's file: a token"] = Of("NEBIUS1206", "NEBIUS_AUTHORIZED_KEY_FILE", $"v1.{Marker}.{Marker}"),
        ["private key: JSON"] = Parts("NEBIUS1207", "NEBIUS_PRIVATE_KEY", Json(Pkcs8)),
        ["private key: a path"] = Parts("NEBIUS1207", "NEBIUS_PRIVATE_KEY", $"~/{Marker}.pem"),
        ["private key: a word"] = Parts("NEBIUS1205", "NEBIUS_PRIVATE_KEY", Marker),
        ["private key's file: PEM"] = Parts("NEBIUS1207", "NEBIUS_PRIVATE_KEY_FILE", Pkcs8),
        ["private key's file: PEM in base64"] = Parts("NEBIUS1207", "NEBIUS_PRIVATE_KEY_FILE", Base64(Pkcs8)),
        ["private key without its ids"] = Of("NEBIUS1203", "NEBIUS_PRIVATE_KEY", Pkcs8),
        ["a key in the place of an id"] = Of("NEBIUS1204", "NEBIUS_PRIVATE_KEY", Pkcs8, ("NEBIUS_SERVICE_ACCOUNT_ID", "serviceaccount-e00abc"), ("NEBIUS_PUBLIC_KEY_ID", Marker)),
        ["two keys"] = Of("NEBIUS1208", "NEBIUS_AUTHORIZED_KEY", Json(Pkcs8), ("NEBIUS_AUTHORIZED_KEY_FILE", "/nowhere/key.json")),
        ["a key of another account"] = Of("NEBIUS1208", "NEBIUS_AUTHORIZED_KEY", Json(Pkcs8), ("NEBIUS_SERVICE_ACCOUNT_ID", "serviceaccount-e00other")),
    };

    [GeneratedRegex("[A-Za-z0-9+/]{40,}")]
    private static partial Regex KeyLine();

    private static BadCredential Of(string code, string variable, string value, params (string Name, string Value)[] others)
    {
        var environment = new Dictionary<string, string?> { [variable] = value };
        foreach (var (name, other) in others)
        {
            environment[name] = other;
        }

        return new BadCredential(code, environment);
    }

    private static BadCredential Parts(string code, string variable, string value) =>
        Of(code, variable, value, ("NEBIUS_SERVICE_ACCOUNT_ID", "serviceaccount-e00abc"), ("NEBIUS_PUBLIC_KEY_ID", "publickey-e00abc"));

    private static string Json(string pem) =>
        $$$"""{"subject-credentials":{"type":"JWT","alg":"RS256","private-key":"{{{pem.ReplaceLineEndings("\\n")}}}","kid":"publickey-e00abc","iss":"serviceaccount-e00abc","sub":"serviceaccount-e00abc"}}""";

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Encrypted() =>
        Key.ExportEncryptedPkcs8PrivateKeyPem(Marker, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10));

    private static string EllipticCurve()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
