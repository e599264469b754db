using Nebius.Registry;

namespace Cake.Nebius;

/// <summary>An image, or the index of a multi-architecture image, that was pushed.</summary>
public sealed record NebiusPublishedImage
{
    /// <summary>Gets the registry's host.</summary>
    public required string Host { get; init; }

    /// <summary>Gets the registry's region; null for a trusted host.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the repository, such as <c>e00abc/app</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the digest, such as <c>sha256:0123...</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets the tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets the media type of what the digest is of.</summary>
    public string? MediaType { get; init; }

    /// <summary>Gets the source of the credential; null when the build had another than ours, such as the SDK's own variables.</summary>
    public CredentialSourceKind? CredentialSource { get; init; }

    /// <summary>Gets the reference by digest, <c>host/repository@sha256:...</c>, which nobody can make into another image.</summary>
    public string Reference => $"{Host}/{Repository}@{Digest}";

    /// <summary>Returns the reference.</summary>
    /// <returns><see cref="Reference"/>.</returns>
    public override string ToString() => Reference;
}
