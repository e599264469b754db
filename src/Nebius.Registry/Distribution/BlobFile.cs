using System.Security.Cryptography;

namespace Nebius.Registry.Distribution;

/// <summary>A file as a blob of a registry, however large: it is never in memory as a whole.</summary>
/// <param name="Path">The file.</param>
/// <param name="Digest">Its digest, <c>sha256:</c> and 64 hexadecimal digits.</param>
/// <param name="Size">Its length in bytes.</param>
internal sealed record BlobFile(string Path, string Digest, long Size) : IBlob
{
    /// <summary>Reads a file for its digest.</summary>
    public static async Task<BlobFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var hash = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
            return new BlobFile(path, OciDigest.Of(hash), file.Length);
        }
    }

    /// <inheritdoc/>
    public Stream Open() => File.OpenRead(Path);
}
