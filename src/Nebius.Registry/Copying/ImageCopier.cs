using Nebius.Registry.Credentials;

namespace Nebius.Registry.Copying;

/// <summary>
/// Copies an image from one registry to others, with all that belongs to it and the same digest. Each host gets its own credential, and no
/// other's; the storage that a registry redirects to gets none.
/// </summary>
/// <remarks>
/// <para>
/// The copy is byte by byte, for any kind of content: OCI and docker formats, indexes with all their images, artifacts, unknown media
/// types. A blob that a target has isn't sent, and a second copy sends only what is missing. All others are read once and sent to all
/// targets at the same time, in a few megabytes of memory each; their digests are verified on the way. A target that is much slower than
/// the others doesn't hold them up: it reads the source by itself. See
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md.
/// </para>
/// <para>
/// Signatures, SBOMs and other referrers are found by the referrers API or its tag, and by the tags of cosign, for the image and for each
/// image of an index. They are copied before the tags, so that no tag lacks its signature. A target that can't list referrers by itself
/// gets the list as a tag, which two copies at the same time must not write.
/// </para>
/// <para>
/// Requests that fail are repeated, and uploads and downloads go on where they broke. There is no limit for the whole copy: it fails when a
/// registry doesn't respond, or sends and takes less than 16 KiB a second, for more than a minute and a half.
/// </para>
/// </remarks>
/// <param name="provider">The provider of the credentials.</param>
/// <param name="options">The options; null for the defaults.</param>
public sealed class ImageCopier(ICredentialProvider provider, ImageCopyOptions? options = null)
{
    private readonly ImageCopyOptions _options = options ?? new();

    /// <summary>Copies an image. A target that fails doesn't stop the others.</summary>
    /// <param name="source">The image, with its tag or digest.</param>
    /// <param name="targets">The repositories to copy to.</param>
    /// <param name="cancellationToken">Ends the copy. What was copied stays; no tag has an incomplete image.</param>
    /// <returns>What was copied, and which targets failed.</returns>
    /// <exception cref="NebiusRegistryException">
    /// The image, or one of its referrers, doesn't exist or can't be read, the source has no credential, or a repository, tag or digest
    /// isn't valid. No target got a tag.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<ImageCopyReport> CopyAsync(
        ImageCopySource source, IReadOnlyList<ImageCopyTarget> targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(targets);
        Check(source.Repository, ImageName.IsRepository, "repository");
        Check(source.Reference, source.IsDigest ? Descriptor.IsDigest : ImageName.IsTag, "tag or digest");
        foreach (var target in targets)
        {
            Check(target.Repository, ImageName.IsRepository, "repository");
            target.Tags.ToList().ForEach(tag => Check(tag, ImageName.IsTag, "tag"));
        }

        using var run = new CopyRun(provider, _options);
        await run.ConnectAsync(source.Host, targets.Select(target => target.Host), cancellationToken).ConfigureAwait(false);
        return await run.CopyAsync(source, targets, cancellationToken).ConfigureAwait(false);
    }

    // They become parts of a request's path.
    private static void Check(string text, Func<string, bool> isValid, string what)
    {
        if (!isValid(text))
        {
            throw new NebiusRegistryException(
                MessageCodes.InvalidCopyReference, $"'{Redactor.Value(text)}' isn't a valid {what} of a copy. Correct it.");
        }
    }
}
