using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Nebius.Registry.Benchmarks;

/// <summary>An image as an OCI layout on the disk, whose layers can't be compressed.</summary>
internal static class RandomImage
{
    /// <summary>Writes the image.</summary>
    /// <param name="directory">A new folder.</param>
    /// <param name="layers">The number of layers.</param>
    /// <param name="size">The size of each in bytes.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(string directory, int layers, long size, CancellationToken cancellationToken)
    {
        var blobs = Directory.CreateDirectory(Path.Join(directory, "blobs/sha256")).FullName;
        var descriptors = new List<string>();
        for (var i = 0; i < layers; i++)
        {
            descriptors.Add(await WriteLayerAsync(blobs, size, cancellationToken));
        }

        var diffs = string.Join(",", Enumerable.Range(0, layers).Select(i => $"\"sha256:{i:x64}\""));
        var config = await WriteTextAsync(
            blobs,
            "application/vnd.oci.image.config.v1+json",
            $$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[{{{diffs}}}]}}""",
            cancellationToken);
        var manifest = await WriteTextAsync(
            blobs,
            "application/vnd.oci.image.manifest.v1+json",
            $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{config}},"layers":[{{string.Join(",", descriptors)}}]}""",
            cancellationToken);
        await File.WriteAllTextAsync(Path.Join(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""", cancellationToken);
        await File.WriteAllTextAsync(Path.Join(directory, "index.json"), $$"""{"schemaVersion":2,"manifests":[{{manifest}}]}""", cancellationToken);
    }

    private static async Task<string> WriteLayerAsync(string blobs, long size, CancellationToken cancellationToken)
    {
        var file = Path.Join(blobs, "new");
        await using (var stream = File.Create(file))
        await using (var gzip = new GZipStream(stream, CompressionLevel.NoCompression))
        await using (var tar = new TarWriter(gzip))
        await using (var content = new RandomStream(size))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "weights") { DataStream = content }, cancellationToken);
        }

        await using var written = File.OpenRead(file);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken));
        File.Move(file, Path.Join(blobs, digest));
        return Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", digest, written.Length);
    }

    private static async Task<string> WriteTextAsync(string blobs, string mediaType, string text, CancellationToken cancellationToken)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        await File.WriteAllTextAsync(Path.Join(blobs, digest), text, cancellationToken);
        return Descriptor(mediaType, digest, text.Length);
    }

    private static string Descriptor(string mediaType, string digest, long size) =>
        $$"""{"mediaType":"{{mediaType}}","digest":"sha256:{{digest}}","size":{{size}}}""";

    /// <summary>A stream of random bytes.</summary>
    private sealed class RandomStream(long size) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => size;

        public override long Position
        {
            get => _position;
            set => _position = value;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = (int)Math.Min(count, size - _position);
            RandomNumberGenerator.Fill(buffer.AsSpan(offset, length));
            _position += length;
            return length;
        }

        public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => size + offset,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
