using Nebius.Registry.Copying;

namespace Nebius.Registry.Tool;

/// <summary>Reads the source and the targets of <c>copy</c>.</summary>
internal static class CopyArgument
{
    /// <summary>Reads the source.</summary>
    /// <param name="text">What was typed; <c>latest</c> without a tag or digest.</param>
    /// <param name="settings">What the user set.</param>
    /// <param name="cancellationToken">Ends the call of the API that finds the region of a registry ID.</param>
    /// <exception cref="UsageException">It isn't an image.</exception>
    public static async Task<ImageCopySource> ReadSourceAsync(string text, NebiusSettings settings, CancellationToken cancellationToken)
    {
        var source = await RegistryArgument.ReadAsync(text, settings, cancellationToken).ConfigureAwait(false);
        return source.Repository is { } repository
            ? new ImageCopySource(source.Host, repository, source.Reference ?? "latest")
            : throw new UsageException(
                $"'{Redactor.Value(text)}' is a registry, not an image. Add the repository and the tag:\n"
                + "  nebius-registry copy eu-north1/e00abc/app:1.2.3 eu-west1/e01abc");
    }

    /// <summary>Reads a target. A registry alone gets the image under the same path.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="source">The source.</param>
    /// <param name="settings">What the user set.</param>
    /// <param name="cancellationToken">Ends the call of the API that finds the region of a registry ID.</param>
    /// <exception cref="UsageException">It isn't a registry or a repository, or it is the source.</exception>
    public static async Task<ImageCopyTarget> ReadTargetAsync(
        string text, ImageCopySource source, NebiusSettings settings, CancellationToken cancellationToken)
    {
        var typed = await RegistryArgument.ReadAsync(text, settings, cancellationToken).ConfigureAwait(false);
        if (typed.Reference?.Contains(':', StringComparison.Ordinal) == true)
        {
            throw new UsageException($"'{Redactor.Value(text)}' has a digest. A copy has the digest of its source; name a tag, or none.");
        }

        var tag = typed.Reference ?? (source.IsDigest ? null : source.Reference);
        var target = new ImageCopyTarget(typed.Host, typed.Repository ?? SamePath(text, source), tag is null ? [] : [tag]);
        return (target.Host, target.Repository) != (source.Host, source.Repository) || (tag is not null && tag != source.Reference)
            ? target
            : throw new UsageException($"'{Redactor.Value(text)}' is the source. Name another registry, repository or tag.");
    }

    private static string SamePath(string text, ImageCopySource source)
    {
        var id = text.Trim().TrimEnd('/').Split('/')[^1];
        return RegistryId.IsLikely(id)
            ? new CopyDestination(text, null, RegistryId.Shorten(id), null).RepositoryFor(source.Repository)
            : throw new UsageException(
                $"'{Redactor.Value(text)}' has no registry ID. Add it:\n  {Redactor.Value(text.Trim().TrimEnd('/'))}/e01abc");
    }
}
