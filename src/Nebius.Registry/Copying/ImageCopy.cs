using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// Copies one image to all targets at the same time. Each blob is read once. Manifests follow when all blobs are there, and tags at the
/// very end, so that no tag has an incomplete image.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="targets">The targets.</param>
/// <param name="isDryRun">Whether the targets are only compared with the source.</param>
internal sealed class ImageCopy(SourceRepository source, IReadOnlyList<CopyTarget> targets, bool isDryRun)
{
    private const int BlobsAtOnce = 4;

    // One request in place of three.
    private const int Small = SharedPart.Longest;

    /// <summary>Copies an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="tags">The tags; null for those of each target.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <exception cref="SourceFailedException">The source can't be read.</exception>
    public async Task CopyAsync(ManifestTree image, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        if (isDryRun)
        {
            await Task.WhenAll(targets.Select(target => target.TryAsync(
                () => target.CompareAsync(image, tags ?? target.Tags, cancellationToken)))).ConfigureAwait(false);
            return;
        }

        var limits = new ParallelOptions { MaxDegreeOfParallelism = BlobsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(image.Blobs, limits, async (blob, end) => await CopyAsync(blob, end).ConfigureAwait(false))
            .ConfigureAwait(false);
        await Task.WhenAll(targets.Select(target => target.TryAsync(
            () => PutAsync(target, image, tags ?? target.Tags, cancellationToken))))
            .ConfigureAwait(false);
    }

    private static async Task PutAsync(
        CopyTarget target, ManifestTree image, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        foreach (var manifest in image.Children.Append(image.Root))
        {
            var isListed = await target.PutManifestAsync(manifest, manifest.Digest, cancellationToken).ConfigureAwait(false);
            if (manifest.Subject is not null && !isListed)
            {
                await ReferrersTag.AddAsync(target, manifest, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var tag in tags)
        {
            await target.PutManifestAsync(image.Root, tag, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var begun = await Task.WhenAll(targets.Select(BeginAsync)).ConfigureAwait(false);
        var uploads = begun.OfType<TargetUpload>().ToList();
        if (uploads.Count == 0)
        {
            return;
        }

        if (blob.Size <= Small)
        {
            await SendWholeAsync(blob, uploads, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await StreamAsync(blob, uploads, cancellationToken).ConfigureAwait(false);
        }

        async Task<TargetUpload?> BeginAsync(CopyTarget target) =>
            await target.BeginAsync(blob, source.Endpoint, cancellationToken).ConfigureAwait(false) is { } upload
                ? new TargetUpload(target, upload)
                : null;
    }

    private async Task SendWholeAsync(Descriptor blob, List<TargetUpload> uploads, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await source.ReadBlobAsync(blob, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is PushRefusedException or FormatException)
        {
            throw new SourceFailedException(error);
        }

        await Task.WhenAll(uploads.Select(upload => upload.RunAsync(() => upload.Upload.SendAsync(content, cancellationToken))))
            .ConfigureAwait(false);
    }

    private async Task StreamAsync(Descriptor blob, List<TargetUpload> uploads, CancellationToken cancellationToken)
    {
        var broadcast = new BlobBroadcast(TimeProvider.System);
        var receivers = uploads.ConvertAll(_ => broadcast.Add());
        var reading = broadcast.ReadAsync(source, blob, 0, cancellationToken);
        await Task.WhenAll(uploads.Zip(receivers, SendAsync)).ConfigureAwait(false);
        await reading.ConfigureAwait(false);

        async Task SendAsync(TargetUpload upload, BlobReceiver receiver)
        {
            if (!await upload.RunAsync(() => SendPartsAsync(upload.Upload, receiver)).ConfigureAwait(false))
            {
                // The target has failed with another blob, and the others don't wait for it.
                receiver.Stop();
            }
        }

        async Task SendPartsAsync(BlobUpload upload, BlobReceiver receiver)
        {
            await upload.SendAsync(receiver, cancellationToken).ConfigureAwait(false);
            if (!receiver.IsLeftBehind)
            {
                // No target stores a content that isn't what its digest says.
                await reading.ConfigureAwait(false);
            }

            await upload.FinishAsync(source, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record TargetUpload(CopyTarget Target, BlobUpload Upload)
    {
        public Task<bool> RunAsync(Func<Task> send) => Target.TryAsync(async () =>
        {
            await send().ConfigureAwait(false);
            Target.CountBlob();
        });
    }
}
