using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Iam;

/// <summary>
/// Reads an RSA private key as users have it: PKCS#1 or PKCS#8 PEM, with real line breaks or literal <c>\n</c>, or base64 of that.
/// No message quotes the text, and none is chained to a parser's own, which might.
/// </summary>
internal static partial class PrivateKeyPem
{
    private const int LongestText = 64 * 1024;
    private const int SmallestKey = 2048;

    private const string RsaOid = "1.2.840.113549.1.1.1";

    /// <summary>Reads the first private key of a text.</summary>
    /// <param name="text">The text, as it was found.</param>
    /// <param name="origin">Where it was found, such as <c>NEBIUS_PRIVATE_KEY_FILE (/home/me/key.pem)</c>.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="NebiusRegistryException">The text has no RSA private key that can be used.</exception>
    public static RsaPrivateKey Read(string text, string origin)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new PrivateKeyProblems(origin);
        if (text.Length > LongestText)
        {
            throw problems.TooLong();
        }

        var block = FirstPrivateKey(PemBlock.Read(Normalize(text, problems)), problems);
        var der = Decode(block, problems);
        try
        {
            return Import(block.Label, der, problems);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static string Normalize(string text, PrivateKeyProblems problems)
    {
        var pem = CredentialText.Trim(text);

        // An authorized key's JSON has a PEM in it, and ids that may be others than those beside this text.
        if (CredentialText.LooksLikeJson(pem))
        {
            throw problems.NotPem(pem, isBase64: false);
        }

        if (!pem.Contains("-----BEGIN ", StringComparison.Ordinal))
        {
            var decoded = CredentialText.FromBase64(pem);
            if (decoded is null || !decoded.Contains("-----BEGIN ", StringComparison.Ordinal))
            {
                throw problems.NotPem(pem, isBase64: decoded is { Length: > 0 });
            }

            pem = CredentialText.Trim(decoded);
            if (CredentialText.LooksLikeJson(pem))
            {
                throw problems.NotPem(pem, isBase64: true);
            }
        }

        if (!pem.Contains('\\', StringComparison.Ordinal))
        {
            return pem;
        }

        // CI variables often keep one line only, with the line breaks written as \n or \r\n, or with more backslashes.
        return Backslashes().Replace(pem, "\\")
            .Replace("\\r", "\r", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\\{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Backslashes();

    private static PemBlock FirstPrivateKey(IReadOnlyList<PemBlock> blocks, PrivateKeyProblems problems)
    {
        if (blocks.FirstOrDefault(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)) is not { } block)
        {
            throw problems.NoPrivateKey(blocks);
        }

        return block.Label switch
        {
            "PRIVATE KEY" or "RSA PRIVATE KEY" => block,
            "ENCRYPTED PRIVATE KEY" => throw problems.Passphrase(),
            "EC PRIVATE KEY" => throw problems.WrongAlgorithm("an EC key"),
            "DSA PRIVATE KEY" => throw problems.WrongAlgorithm("a DSA key"),
            "OPENSSH PRIVATE KEY" => throw problems.OpenSsh(),
            _ => throw problems.WrongAlgorithm("a key of an unknown kind"),
        };
    }

    private static byte[] Decode(PemBlock block, PrivateKeyProblems problems)
    {
        if (block.Body is not { } body)
        {
            throw problems.CutOff();
        }

        // PKCS#1 says it in a header: "Proc-Type: 4,ENCRYPTED", https://www.rfc-editor.org/rfc/rfc1421#section-4.6.1.1
        if (body.Contains("ENCRYPTED", StringComparison.Ordinal) && body.Contains("Proc-Type:", StringComparison.Ordinal))
        {
            throw problems.Passphrase();
        }

        var buffer = new byte[body.Length];
        try
        {
            return Convert.TryFromBase64String(body, buffer, out var length) && length > 0
                ? buffer[..length]
                : throw problems.Damaged();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static RsaPrivateKey Import(string label, byte[] der, PrivateKeyProblems problems)
    {
        var pkcs1 = der;
        try
        {
            pkcs1 = label == "PRIVATE KEY" ? RsaKeyOf(der, problems) : der;
            var key = RsaPrivateKey.Read(pkcs1);
            if (key.Size >= SmallestKey)
            {
                return key;
            }

            key.Dispose();
            throw problems.TooSmall(key.Size, SmallestKey);
        }
        catch (AsnContentException)
        {
            throw problems.Damaged();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs1);
        }
    }

    // PrivateKeyInfo ::= SEQUENCE { version, AlgorithmIdentifier { OID, ... }, OCTET STRING, ... }:
    // https://www.rfc-editor.org/rfc/rfc5208#section-5
    private static byte[] RsaKeyOf(byte[] der, PrivateKeyProblems problems)
    {
        var reader = new AsnReader(der, AsnEncodingRules.BER);
        var info = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        info.ReadInteger();
        var algorithm = info.ReadSequence().ReadObjectIdentifier();
        return algorithm == RsaOid ? info.ReadOctetString() : throw problems.WrongAlgorithm(NameOf(algorithm));
    }

    private static string NameOf(string algorithm) => algorithm switch
    {
        "1.2.840.10045.2.1" => "an EC key",
        "1.2.840.10040.4.1" => "a DSA key",
        "1.2.840.113549.1.1.10" => "an RSA key for PSS signatures only",
        "1.3.101.112" => "an Ed25519 key",
        "1.3.101.113" => "an Ed448 key",
        _ => "a key of an unknown kind",
    };
}

/// <summary>One block of a PEM text.</summary>
/// <param name="Label">What stands after BEGIN, such as <c>PRIVATE KEY</c>.</param>
/// <param name="Body">What stands between the two lines; null when the END line is missing.</param>
internal sealed record PemBlock(string Label, string? Body)
{
    private const string BeginMark = "-----BEGIN ";
    private const string Dashes = "-----";

    /// <summary>
    /// Finds the blocks of a text. The framework's own reader skips a block that it can't read; an error needs to know that
    /// there was one.
    /// </summary>
    public static IReadOnlyList<PemBlock> Read(string text)
    {
        var blocks = new List<PemBlock>();
        var position = 0;
        while (text.IndexOf(BeginMark, position, StringComparison.Ordinal) is >= 0 and var begin)
        {
            var labelStart = begin + BeginMark.Length;
            var labelEnd = text.IndexOf(Dashes, labelStart, StringComparison.Ordinal);
            if (labelEnd < 0)
            {
                break;
            }

            var label = text[labelStart..labelEnd];
            var bodyStart = labelEnd + Dashes.Length;
            var nextBegin = text.IndexOf(BeginMark, bodyStart, StringComparison.Ordinal);
            var limit = nextBegin < 0 ? text.Length : nextBegin;
            var bodyLength = text.AsSpan(bodyStart, limit - bodyStart).IndexOf($"-----END {label}-----", StringComparison.Ordinal);
            blocks.Add(new PemBlock(label, bodyLength < 0 ? null : text.Substring(bodyStart, bodyLength)));
            position = limit;
        }

        return blocks;
    }

    /// <summary>Shows the label alone: the body may be a private key.</summary>
    public override string ToString() => "[PEM]";
}
