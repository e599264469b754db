using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>
/// Computes and validates digests with sha256 and sha512, the registered algorithms of
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#registered-algorithms.
/// </summary>
internal static partial class Digest
{
    public static string Sha256(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    public static bool IsValid(string digest) => Pattern().IsMatch(digest);

    public static bool Matches(string digest, ReadOnlySpan<byte> content) => Of(content, digest) == digest;

    /// <summary>Computes the digest of the content with the algorithm of another digest.</summary>
    private static string Of(ReadOnlySpan<byte> content, string algorithmOf) =>
        algorithmOf.StartsWith("sha512:", StringComparison.Ordinal)
            ? "sha512:" + Convert.ToHexStringLower(SHA512.HashData(content))
            : Sha256(content);

    [GeneratedRegex("^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$")]
    private static partial Regex Pattern();
}
