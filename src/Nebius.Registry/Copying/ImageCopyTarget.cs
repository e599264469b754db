namespace Nebius.Registry.Copying;

/// <summary>A repository that an image is copied to.</summary>
/// <param name="Host">The registry.</param>
/// <param name="Repository">The repository, such as <c>e01abc/app</c>.</param>
/// <param name="Tags">The tags that the copy gets; none for its digest alone.</param>
public sealed record ImageCopyTarget(RegistryHost Host, string Repository, IReadOnlyList<string> Tags)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}/{Repository}";
}
