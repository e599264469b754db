namespace Nebius.Registry.Copying;

/// <summary>What was copied.</summary>
/// <param name="Digest">The digest of the image, the same in all registries.</param>
/// <param name="MediaType">The media type of its manifest or index.</param>
/// <param name="Targets">The outcome for each target, in their order.</param>
public sealed record ImageCopyReport(string Digest, string MediaType, IReadOnlyList<CopiedImage> Targets)
{
    /// <summary>Gets the digests of manifests that the index lists and the source doesn't have, as in a sparse index.</summary>
    public IReadOnlyList<string> MissingManifests { get; init; } = [];

    /// <summary>Gets the number of referrers that belong to the image.</summary>
    public int Referrers { get; init; }

    /// <summary>Gets the digests of the referrers.</summary>
    public IReadOnlyList<string> ReferrerDigests { get; init; } = [];

    /// <summary>Gets what else the user should know, such as a list of referrers that may be incomplete; each is one line.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The outcome of a copy for one target.</summary>
/// <param name="Target">The repository.</param>
public sealed record CopiedImage(ImageCopyTarget Target)
{
    /// <summary>
    /// Gets the error; null when the image is there with its tags. It says which registry failed and why, what is there, and the command
    /// that copies the rest.
    /// </summary>
    public NebiusRegistryException? Failure { get; init; }

    /// <summary>Gets the error without what the copy adds to it, for a caller that has more to say.</summary>
    internal NebiusRegistryException? Reason { get; init; }

    /// <summary>Gets the source of the credential; null when none was found.</summary>
    public CredentialSourceKind? CredentialSource { get; init; }

    /// <summary>Gets the number of bytes of blobs that were sent; in a dry run, that would be sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>Gets the number of blobs that were sent.</summary>
    public int BlobsSent { get; init; }

    /// <summary>Gets the number of blobs that existed, or that the registry took from another repository.</summary>
    public int BlobsSkipped { get; init; }

    /// <summary>Gets the number of manifests that were sent; each tag counts as one.</summary>
    public int ManifestsSent { get; init; }
}
