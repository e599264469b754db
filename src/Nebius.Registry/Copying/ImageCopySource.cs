namespace Nebius.Registry.Copying;

/// <summary>An image in a registry.</summary>
/// <param name="Host">The registry.</param>
/// <param name="Repository">The repository, such as <c>e00abc/app</c>.</param>
/// <param name="Reference">The tag or digest.</param>
public sealed record ImageCopySource(RegistryHost Host, string Repository, string Reference)
{
    /// <summary>Gets a value indicating whether the reference is a digest.</summary>
    public bool IsDigest => Reference.Contains(':', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Host}/{Repository}{(IsDigest ? '@' : ':')}{Reference}";
}
