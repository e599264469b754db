using System.Security.Cryptography;

namespace Nebius.Registry.Copying;

/// <summary>Digests by the two algorithms that registries use.</summary>
internal static class BlobDigest
{
    /// <summary>Returns the algorithm of a digest.</summary>
    public static HashAlgorithmName Algorithm(string digest) =>
        digest.StartsWith("sha512:", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    /// <summary>Returns a hash as a digest of the same algorithm.</summary>
    public static string Of(string digest, ReadOnlySpan<byte> hash) =>
        $"{digest[..digest.IndexOf(':', StringComparison.Ordinal)]}:{Convert.ToHexStringLower(hash)}";

    /// <summary>Tells whether a content has a digest.</summary>
    public static bool Matches(string digest, byte[] content) =>
        Of(digest, CryptographicOperations.HashData(Algorithm(digest), content)) == digest;

    /// <summary>Compares a content with the digest that it was requested by.</summary>
    /// <param name="reference">A digest; a tag is not compared.</param>
    /// <param name="content">The content.</param>
    /// <exception cref="FormatException">The content has another digest.</exception>
    public static void Require(string reference, byte[] content)
    {
        if (Descriptor.IsDigest(reference) && !Matches(reference, content))
        {
            throw new FormatException($"the content of {reference} has another digest");
        }
    }
}
