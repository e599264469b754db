using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>A layer: the compressed tar and the digest of the uncompressed one.</summary>
internal sealed record ImageLayer(ImmutableArray<byte> Compressed, string DiffId)
{
    public static ImageLayer Empty() => FromTar(new byte[1024]);

    public static ImageLayer FromTar(byte[] tar)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar);
        }

        return new ImageLayer(ImmutableCollectionsMarshal.AsImmutableArray(compressed.ToArray()), Digest.Sha256(tar));
    }
}
