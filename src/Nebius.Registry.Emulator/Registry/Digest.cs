using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>The registered digest algorithms of the OCI image spec: sha256 and sha512.</summary>
internal static partial class Digest
{
    public static string Sha256(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    public static bool IsValid(string digest) => Pattern().IsMatch(digest);

    public static bool Matches(string digest, ReadOnlySpan<byte> content) => Of(content, digest) == digest;

    /// <summary>The content's digest by the algorithm that the other digest uses.</summary>
    private static string Of(ReadOnlySpan<byte> content, string algorithmOf) =>
        algorithmOf.StartsWith("sha512:", StringComparison.Ordinal)
            ? "sha512:" + Convert.ToHexStringLower(SHA512.HashData(content))
            : Sha256(content);

    [GeneratedRegex("^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$")]
    private static partial Regex Pattern();
}
