namespace Nebius.Registry.Copying;

/// <summary>What was copied.</summary>
/// <param name="Digest">The digest of the image, the same in all registries.</param>
/// <param name="MediaType">The media type of its manifest or index.</param>
/// <param name="Targets">The outcome for each target, in their order.</param>
public sealed record ImageCopyReport(string Digest, string MediaType, IReadOnlyList<CopiedImage> Targets)
{
    /// <summary>Gets the digests of manifests that the index lists and the source doesn't have.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Gets the number of referrers that were copied.</summary>
    public int Referrers { get; init; }
}

/// <summary>The outcome of a copy for one target.</summary>
/// <param name="Target">The repository.</param>
public sealed record CopiedImage(ImageCopyTarget Target)
{
    /// <summary>Gets the error; null when the image is there.</summary>
    public NebiusRegistryException? Failure { get; init; }

    /// <summary>Gets the number of bytes of the blobs that were sent.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the number of blobs that were sent.</summary>
    public int BlobsSent { get; init; }

    /// <summary>Gets the number of blobs that were there, or that the registry took from another repository.</summary>
    public int BlobsThere { get; init; }

    /// <summary>Gets the number of manifests that were sent; each tag counts.</summary>
    public int ManifestsSent { get; init; }
}
