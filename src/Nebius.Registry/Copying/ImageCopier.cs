using Nebius.Registry.Credentials;

namespace Nebius.Registry.Copying;

/// <summary>
/// Copies an image from one registry to others, with all that belongs to it and the same digest. Each host gets its own credential, and no
/// other's.
/// </summary>
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
    /// <exception cref="NebiusRegistryException">The source can't be read, or a host has no credential; nothing got a tag.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<ImageCopyReport> CopyAsync(
        ImageCopySource source, IReadOnlyList<ImageCopyTarget> targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(targets);
        using var run = new CopyRun(provider, _options);
        await run.ConnectAsync([source.Host, .. targets.Select(target => target.Host)], cancellationToken).ConfigureAwait(false);
        return await run.CopyAsync(source, targets, cancellationToken).ConfigureAwait(false);
    }
}
