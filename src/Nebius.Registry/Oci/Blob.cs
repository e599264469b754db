using System.Security.Cryptography;
using Nebius.Registry.OS;

namespace Nebius.Registry.Oci;

/// <summary>Content that a registry stores under its digest.</summary>
internal interface IBlob
{
    /// <summary>Gets the digest, <c>sha256:</c> and 64 hexadecimal digits.</summary>
    string Digest { get; }

    /// <summary>Gets the length in bytes.</summary>
    long Size { get; }

    /// <summary>Opens the content from the beginning; called for each attempt.</summary>
    Stream Open();
}

/// <summary>A file as a blob of a registry. It is streamed, never in memory as a whole.</summary>
/// <param name="Path">The file, an absolute path without links.</param>
/// <param name="Digest">The digest, <c>sha256:</c> and 64 hexadecimal digits.</param>
/// <param name="Size">The length in bytes.</param>
internal sealed record BlobFile(string Path, string Digest, long Size) : IBlob
{
    private const int Part = 128 * 1024;

    /// <summary>Computes the digest of a file.</summary>
    /// <param name="path">The file, an absolute path without links.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static BlobFile Read(string path, CancellationToken cancellationToken)
    {
        using var file = RegularFile.Open(path);
        return Read(file, path, cancellationToken);
    }

    /// <summary>Computes the digest of an open file.</summary>
    /// <param name="file">The file; it is read from the beginning.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static BlobFile Read(FileStream file, string path, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var size = file.Length;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Math.Clamp(size, 1, Part)];
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, count));
        }

        return file.Position == size ? new BlobFile(path, OciDigest.Of(hash.GetHashAndReset()), size) : throw RegularFile.Changed(path);
    }

    /// <inheritdoc/>
    public Stream Open() => RegularFile.OpenExact(Path, Size);
}

/// <summary>A small blob of a registry, in memory.</summary>
/// <param name="Bytes">The content.</param>
internal sealed record BlobText(byte[] Bytes) : IBlob
{
    /// <inheritdoc/>
    public string Digest { get; } = OciDigest.OfContent(Bytes);

    /// <inheritdoc/>
    public long Size => Bytes.Length;

    /// <inheritdoc/>
    public Stream Open() => new MemoryStream(Bytes, writable: false);
}

/// <summary>Digests in the form that registries use: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests</summary>
internal static class OciDigest
{
    /// <summary>Returns the digest of a content.</summary>
    public static string OfContent(ReadOnlySpan<byte> content) => Of(SHA256.HashData(content));

    /// <summary>Returns a SHA-256 hash as a digest.</summary>
    public static string Of(ReadOnlySpan<byte> hash) => $"sha256:{Convert.ToHexStringLower(hash)}";
}
