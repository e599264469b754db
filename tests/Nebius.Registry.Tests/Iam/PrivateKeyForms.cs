using System.Security.Cryptography;
using System.Text;
using Nebius.Registry.Iam;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

public sealed class PrivateKeyForms
{
    private const string Origin = "NEBIUS_PRIVATE_KEY_FILE (/home/me/key.pem)";
    private const string Canary = "CANARYc0ffee";

    private static string Pem => TestKeys.Pkcs8;

    public static TheoryData<string> Good =>
    [
        "PKCS#8", "PKCS#1", "CRLF", "no last newline", "blanks around", "literal \\n", "literal \\r\\n", "literal \\n, quoted", "single quotes",
        "byte order mark", "spaces for line breaks", "one line of base64", "indented", "base64", "base64 in lines", "base64 in CRLF lines",
        "base64 in literal \\n lines", "base64 of CRLF", "base64 of PKCS#1", "base64, quoted", "after a certificate", "before a certificate",
        "before another key", "after text",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_private_key_is_read_in_every_supported_form(string form)
    {
        using var key = PrivateKeyPem.Read(InForm(form), Origin);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(TestKeys.Rsa.ExportRSAPrivateKey())), key.Fingerprint);
        Assert.Equal(TestKeys.Rsa.KeySize, key.Size);
        Assert.True(TestKeys.Rsa.VerifyData("x"u8, key.Sign([(byte)'x']), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "PKCS#8 with a passphrase", MessageCodes.PrivateKeyUnusable, "openssl pkey -in key.pem -out plain.pem" },
        { "PKCS#1 with a passphrase", MessageCodes.PrivateKeyUnusable, "openssl pkey -in key.pem -out plain.pem" },
        { "EC in PKCS#8", MessageCodes.PrivateKeyUnusable, "is an EC key. Expected: an RSA key" },
        { "EC in SEC1", MessageCodes.PrivateKeyUnusable, "is an EC key. Expected: an RSA key" },
        { "EC with parameters", MessageCodes.PrivateKeyUnusable, "is an EC key. Expected: an RSA key" },
        { "Ed25519", MessageCodes.PrivateKeyUnusable, "is an Ed25519 key" },
        { "DSA", MessageCodes.PrivateKeyUnusable, "is a DSA key" },
        { "OpenSSH", MessageCodes.PrivateKeyUnusable, "ssh-keygen -p -m PEM" },
        { "unknown kind", MessageCodes.PrivateKeyUnusable, "a key of an unknown kind" },
        { "public key", MessageCodes.PrivateKeyUnusable, "is a public key. Use the private key" },
        { "PKCS#1 public key", MessageCodes.PrivateKeyUnusable, "is a public key. Use the private key" },
        { "certificate", MessageCodes.PrivateKeyUnusable, "is a certificate" },
        { "other PEM", MessageCodes.PrivateKeyUnusable, "has no private key" },
        { "damaged base64", MessageCodes.PrivateKeyUnusable, "is damaged" },
        { "cut inside", MessageCodes.PrivateKeyUnusable, "is damaged" },
        { "cut off", MessageCodes.PrivateKeyUnusable, "its END line is missing" },
        { "other END", MessageCodes.PrivateKeyUnusable, "its END line is missing" },
        { "PKCS#1 labelled PKCS#8", MessageCodes.PrivateKeyUnusable, "is damaged" },
        { "PKCS#8 labelled PKCS#1", MessageCodes.PrivateKeyUnusable, "is damaged" },
        { "empty body", MessageCodes.PrivateKeyUnusable, "is damaged" },
        { "bytes after the key", MessageCodes.PrivateKeyUnusable, "is damaged" },
        { "base64 of something else", MessageCodes.PrivateKeyUnusable, "base64 -w0 key.pem" },
        { "DER in base64", MessageCodes.PrivateKeyUnusable, "base64 -w0 key.pem" },
        { "text", MessageCodes.PrivateKeyUnusable, "isn't PEM" },
        { "empty", MessageCodes.PrivateKeyUnusable, "isn't PEM" },
        { "blank", MessageCodes.PrivateKeyUnusable, "isn't PEM" },
        { "JSON", MessageCodes.TextAndPathMixedUp, "NEBIUS_AUTHORIZED_KEY" },
        { "path", MessageCodes.TextAndPathMixedUp, "NEBIUS_PRIVATE_KEY_FILE" },
        { "relative path", MessageCodes.TextAndPathMixedUp, "NEBIUS_PRIVATE_KEY_FILE" },
        { "home path", MessageCodes.TextAndPathMixedUp, "NEBIUS_PRIVATE_KEY_FILE" },
        { "Windows path", MessageCodes.TextAndPathMixedUp, "NEBIUS_PRIVATE_KEY_FILE" },
        { "1024 bits", MessageCodes.PrivateKeyUnusable, "is an RSA key of 1024 bits" },
        { "far too long", MessageCodes.PrivateKeyUnusable, "is too long" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void An_unsupported_private_key_is_an_error_that_does_not_show_it(string form, string code, string advice)
    {
        var text = InForm(form);

        var failure = Leaks.FailsWith(code, () => PrivateKeyPem.Read(text, Origin).Dispose(), [Canary, .. PiecesOf(text)]);

        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
        Assert.Contains(Origin, failure.Message, StringComparison.Ordinal);
    }

    // Every run of letters that is long enough to be a secret, and is not from a PEM header.
    private static IEnumerable<string> PiecesOf(string text) => text
        .Split(['\r', '\n', ' ', '-', '"', '\\', '/'], StringSplitOptions.RemoveEmptyEntries)
        .Where(piece => piece.Length >= 16 || piece.Contains(Canary, StringComparison.Ordinal));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string InLines(string text, string lineBreak) =>
        string.Join(lineBreak, text.Chunk(76).Select(line => new string(line))) + lineBreak;

    private static string Block(string label, string body) => $"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n";

    private static string InForm(string form) => form switch
    {
        "PKCS#8" => Pem + "\n",
        "PKCS#1" => TestKeys.Pkcs1 + "\n",
        "CRLF" => Pem.ReplaceLineEndings("\r\n"),
        "no last newline" => Pem.TrimEnd(),
        "blanks around" => $"\n\t  {Pem}  \r\n ",
        "literal \\n" => Pem.ReplaceLineEndings("\\n"),
        "literal \\r\\n" => Pem.ReplaceLineEndings("\\r\\n"),
        "literal \\n, quoted" => $"\"{Pem.ReplaceLineEndings("\\n")}\\n\"",
        "single quotes" => $"'{Pem}'",
        "byte order mark" => "\uFEFF" + Pem,
        "spaces for line breaks" => Pem.ReplaceLineEndings(" "),
        "one line of base64" => Block("PRIVATE KEY", Convert.ToBase64String(TestKeys.Rsa.ExportPkcs8PrivateKey())),
        "indented" => "    " + Pem.ReplaceLineEndings("\n    "),
        "base64" => Base64(Pem),
        "base64 in lines" => InLines(Base64(Pem), "\n"),
        "base64 in CRLF lines" => InLines(Base64(Pem), "\r\n"),
        "base64 in literal \\n lines" => InLines(Base64(Pem), "\\n"),
        "base64 of CRLF" => Base64(Pem.ReplaceLineEndings("\r\n") + "\r\n"),
        "base64 of PKCS#1" => Base64(TestKeys.Pkcs1),
        "base64, quoted" => $" \"{Base64(Pem)}\" ",
        "after a certificate" => Block("CERTIFICATE", "AAAA") + Pem,
        "before a certificate" => Pem + "\n" + Block("CERTIFICATE", "AAAA"),
        "before another key" => Pem + "\n" + EcPkcs8(),
        "after text" => "Bag Attributes\n    friendlyName: mine\n" + Pem,

        "PKCS#8 with a passphrase" => TestKeys.Rsa.ExportEncryptedPkcs8PrivateKeyPem(
            Canary, new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)),
        "PKCS#1 with a passphrase" => Block("RSA PRIVATE KEY", $"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{Canary}\n\n{Base64(Canary)}"),
        "EC in PKCS#8" => EcPkcs8(),
        "EC in SEC1" => Ec(key => key.ExportECPrivateKeyPem()),
        "EC with parameters" => Block("EC PARAMETERS", "BggqhkjOPQMBBw==") + Ec(key => key.ExportECPrivateKeyPem()),
        "Ed25519" => Block("PRIVATE KEY", "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"),
        "DSA" => Block("DSA PRIVATE KEY", Base64(Canary)),
        "OpenSSH" => Block("OPENSSH PRIVATE KEY", Base64(Canary)),
        "unknown kind" => Block($"{Canary} PRIVATE KEY", Base64(Canary)),
        "public key" => TestKeys.Rsa.ExportSubjectPublicKeyInfoPem(),
        "PKCS#1 public key" => TestKeys.Rsa.ExportRSAPublicKeyPem(),
        "certificate" => Block("CERTIFICATE", Base64(Canary)),
        "other PEM" => Block(Canary, Base64(Canary)),
        "damaged base64" => Block("PRIVATE KEY", $"{Canary}!!{Canary}"),
        "cut inside" => Block("PRIVATE KEY", Convert.ToBase64String(TestKeys.Rsa.ExportPkcs8PrivateKey()[..600])),
        "cut off" => Pem[..(Pem.Length / 2)],
        "other END" => Pem.Replace("END PRIVATE", "END RSA PRIVATE", StringComparison.Ordinal),
        "PKCS#1 labelled PKCS#8" => TestKeys.Pkcs1.Replace("RSA PRIVATE", "PRIVATE", StringComparison.Ordinal),
        "PKCS#8 labelled PKCS#1" => Pem.Replace("PRIVATE", "RSA PRIVATE", StringComparison.Ordinal),
        "empty body" => Block("PRIVATE KEY", string.Empty),
        "bytes after the key" => Block("PRIVATE KEY", Convert.ToBase64String([.. TestKeys.Rsa.ExportPkcs8PrivateKey(), 1, 2, 3])),
        "base64 of something else" => Base64($"this is {Canary} and no key at all"),
        "DER in base64" => Convert.ToBase64String(TestKeys.Rsa.ExportPkcs8PrivateKey()),
        "text" => $"hunter2 {Canary}!",
        "empty" => string.Empty,
        "blank" => " \r\n ",
        "JSON" => "{\"subject-credentials\":{\"private-key\":\"" + Canary + "\"}}",
        "path" => $"/home/{Canary}/key",
        "relative path" => $"{Canary}.pem",
        "home path" => $"~/{Canary}",
        "Windows path" => $@"C:\Users\{Canary}\key",
        "1024 bits" => Small(),
        "far too long" => Canary + new string('A', 70_000),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, null),
    };

    private static string EcPkcs8() => Ec(key => key.ExportPkcs8PrivateKeyPem());

    private static string Ec(Func<ECDsa, string> export)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return export(key);
    }

    private static string Small()
    {
#pragma warning disable CA5385 // The key is small on purpose.
        using var key = RSA.Create(1024);
#pragma warning restore CA5385
        return key.ExportPkcs8PrivateKeyPem();
    }
}
