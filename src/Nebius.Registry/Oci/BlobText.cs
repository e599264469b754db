namespace Nebius.Registry.Oci;

/// <summary>A small blob of a registry, in memory.</summary>
/// <param name="Bytes">What is in it.</param>
internal sealed record BlobText(byte[] Bytes) : IBlob
{
    /// <inheritdoc/>
    public string Digest { get; } = OciDigest.OfContent(Bytes);

    /// <inheritdoc/>
    public long Size => Bytes.Length;

    /// <inheritdoc/>
    public Stream Open() => new MemoryStream(Bytes, writable: false);
}
