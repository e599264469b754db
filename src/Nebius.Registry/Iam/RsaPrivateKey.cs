using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Nebius.Registry.Iam;

/// <summary>
/// An RSA private key. OpenSSL is loaded only when it signs, since that takes longer than all else when the token is cached: a key whose
/// numbers don't belong together is noticed then.
/// </summary>
internal sealed class RsaPrivateKey : IDisposable
{
    // RSAPrivateKey has a version, the modulus and seven other numbers: https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2
    private const int Numbers = 9;

    private readonly byte[] _der;

    private RsaPrivateKey(byte[] der, int size) => (_der, Size, Fingerprint) = (der, size, Sha256.HashToHex(der));

    /// <summary>Gets the length of the modulus in bits.</summary>
    public int Size { get; }

    /// <summary>Gets the SHA-256 of the key, in the DER encoding of PKCS#1, in lower-case hex.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="encoded">RSAPrivateKey of PKCS#1, in BER or DER.</param>
    /// <exception cref="AsnContentException">It isn't one.</exception>
    public static RsaPrivateKey Read(ReadOnlyMemory<byte> encoded)
    {
        var reader = new AsnReader(encoded, AsnEncodingRules.BER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();

        var writer = new AsnWriter(AsnEncodingRules.DER, encoded.Length);
        var size = 0;
        using (writer.PushSequence())
        {
            for (var i = 0; i < Numbers; i++)
            {
                var number = sequence.ReadIntegerBytes().Span;
                Require(i == 0 ? number is [0] : (sbyte)number[0] >= 0);
                size = i == 1 ? BitsOf(number) : size;
                writer.WriteInteger(number);
            }
        }

        sequence.ThrowIfNotEmpty();
        var der = writer.Encode();
        writer.Reset();
        return new RsaPrivateKey(der, size);
    }

    /// <summary>Signs as RS256 does: https://www.rfc-editor.org/rfc/rfc7518#section-3.3.</summary>
    /// <param name="content">What is signed.</param>
    /// <exception cref="CryptographicException">The key's numbers don't belong together.</exception>
    /// <exception cref="PlatformNotSupportedException">OpenSSL isn't installed.</exception>
    [SuppressMessage("Security", "CA5385:Use RSA with sufficient key size", Justification = "The reader of the PEM checks it.")]
    public byte[] Sign(byte[] content)
    {
        using var key = RSA.Create();
        key.ImportRSAPrivateKey(_der, out _);
        return key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_der);

    private static int BitsOf(ReadOnlySpan<byte> number)
    {
        var digits = number.TrimStart((byte)0);
        return digits.IsEmpty ? 0 : (digits.Length * 8) - byte.LeadingZeroCount(digits[0]);
    }

    private static void Require(bool isValid)
    {
        if (!isValid)
        {
            throw new AsnContentException();
        }
    }
}
