using System.Security.Cryptography;

namespace Nebius.Registry.Oci;

/// <summary>Digests as registries write them: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests</summary>
internal static class OciDigest
{
    /// <summary>Returns the digest of a content.</summary>
    public static string OfContent(ReadOnlySpan<byte> content) => Of(SHA256.HashData(content));

    /// <summary>Writes a SHA-256 hash.</summary>
    public static string Of(ReadOnlySpan<byte> hash) => $"sha256:{Convert.ToHexStringLower(hash)}";
}
