using System.Security.Cryptography;
using Nebius.Registry.OS;

namespace Nebius.Registry.Oci;

/// <summary>A file as a blob of a registry, however large: it is never in memory as a whole.</summary>
/// <param name="Path">The file, an absolute path without links.</param>
/// <param name="Digest">Its digest, <c>sha256:</c> and 64 hexadecimal digits.</param>
/// <param name="Size">Its length in bytes.</param>
internal sealed record BlobFile(string Path, string Digest, long Size) : IBlob
{
    /// <summary>Reads a file for its digest.</summary>
    /// <param name="path">The file, an absolute path without links.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<BlobFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = RegularFile.Open(path);
        await using (file.ConfigureAwait(false))
        {
            return await ReadAsync(file, path, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads an open file for its digest.</summary>
    /// <param name="file">The file, from the beginning.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<BlobFile> ReadAsync(FileStream file, string path, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var size = file.Length;
        var hash = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
        return file.Position == size ? new BlobFile(path, OciDigest.Of(hash), size) : throw RegularFile.Changed(path);
    }

    /// <inheritdoc/>
    public Stream Open() => RegularFile.OpenExact(Path, Size);
}
