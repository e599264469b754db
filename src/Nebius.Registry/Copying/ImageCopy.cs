using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// Copies one image, and what refers to it, to all targets at the same time. Each blob is read once, unless a target is much slower than
/// the others: it reads by itself then. Each target gets the manifests when it has all blobs, and the tags at the very end, so that no tag
/// has an incomplete image or lacks a signature.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="image">The image.</param>
/// <param name="referrers">What refers to it.</param>
/// <param name="targets">The targets.</param>
internal sealed class ImageCopy(
    SourceRepository source, ManifestTree image, IReadOnlyList<Referrer> referrers, IReadOnlyList<CopyTarget> targets)
{
    private const int BlobsAtOnce = 4;

    // A target that has so many blobs to complete gets the next ones by itself.
    private const int MaxBehind = 8;

    // One request in place of two.
    private const int MaxSmall = SharedPart.MaxLength;

    /// <summary>Gets the configs and layers, each once, the largest first.</summary>
    public IReadOnlyList<Descriptor> Blobs { get; } =
    [
        .. referrers.Select(referrer => referrer.Tree).Prepend(image).SelectMany(tree => tree.Blobs).DistinctBy(blob => blob.Digest)
            .OrderByDescending(blob => blob.Size).ThenBy(blob => blob.Digest, StringComparer.Ordinal),
    ];

    /// <summary>Counts what the targets lack.</summary>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public Task CompareAsync(CancellationToken cancellationToken) => Task.WhenAll(targets.Select(target => target.TryAsync(
        async end =>
        {
            await target.CompareAsync(image, target.Name.Tags, end).ConfigureAwait(false);
            foreach (var referrer in referrers)
            {
                await target.CompareAsync(referrer.Tree, TagsOf(referrer), end).ConfigureAwait(false);
            }
        },
        cancellationToken)));

    /// <summary>Copies the image.</summary>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <exception cref="SourceFailedException">The source can't be read; no target got a tag.</exception>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var limits = new ParallelOptions { MaxDegreeOfParallelism = BlobsAtOnce, CancellationToken = stop.Token };
            await Parallel.ForEachAsync(Blobs, limits, async (blob, end) => await CopyAsync(blob, end, stop.Token).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
        catch
        {
            // Nothing runs after the copy has ended.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(targets.Select(target => target.CompleteAsync())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await Task.WhenAll(targets.Select(target => CompleteAsync(target, cancellationToken))).ConfigureAwait(false);
    }

    private static string[] TagsOf(Referrer referrer) => referrer.Tag is { } tag ? [tag] : [];

    private async Task CopyAsync(Descriptor blob, CancellationToken cancellationToken, CancellationToken trailing)
    {
        var uploads = new List<TargetUpload>();
        foreach (var target in targets.Where(target => target.Failure is null))
        {
            var upload = new TargetUpload(target, blob);
            if (target.StepsRunning >= MaxBehind)
            {
                upload.Queue(source, trailing);
            }
            else
            {
                upload.Begin(source, trailing);
                uploads.Add(upload);
            }
        }

        await TargetPace.WaitAsync(uploads.ConvertAll(upload => (upload.Target.Pace, (Task)upload.Begun)), cancellationToken)
            .ConfigureAwait(false);
        var ready = uploads.FindAll(upload => upload.IsReady);
        foreach (var late in uploads.Where(upload => !upload.Begun.IsCompleted))
        {
            late.SendAlone(source, trailing);
        }

        if (ready.Count > 0)
        {
            await SendAsync(blob, ready, cancellationToken, trailing).ConfigureAwait(false);
        }
    }

    private Task SendAsync(
        Descriptor blob, List<TargetUpload> uploads, CancellationToken cancellationToken, CancellationToken trailing) =>
        blob.Size <= MaxSmall
            ? SendWholeAsync(blob, uploads, cancellationToken, trailing)
            : StreamAsync(blob, uploads, cancellationToken, trailing);

    private async Task SendWholeAsync(
        Descriptor blob, List<TargetUpload> uploads, CancellationToken cancellationToken, CancellationToken trailing)
    {
        byte[] content;
        try
        {
            content = blob.Data ?? await source.ReadBlobAsync(blob, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is PushRefusedException or FormatException)
        {
            throw new SourceFailedException(error);
        }

        var sent = uploads.ConvertAll(upload => (upload.Target.Pace, (Task)upload.Send(content, trailing)));
        await TargetPace.WaitAsync(sent, cancellationToken).ConfigureAwait(false);
    }

    private async Task StreamAsync(
        Descriptor blob, List<TargetUpload> uploads, CancellationToken cancellationToken, CancellationToken trailing)
    {
        using var broadcast = new BlobBroadcast(source, blob);
        var receivers = uploads.ConvertAll(upload => broadcast.Add(upload.Target.Pace));
        var reading = broadcast.ReadAsync(0, cancellationToken);
        foreach (var (upload, receiver) in uploads.Zip(receivers))
        {
            upload.Send(receiver, reading, source, trailing);
        }

        await reading.ConfigureAwait(false);
        await TargetPace.WaitAsync(
            [.. uploads.Zip(receivers, (upload, receiver) => (upload.Target.Pace, receiver.Taken))], cancellationToken)
            .ConfigureAwait(false);
        receivers.FindAll(receiver => !receiver.Taken.IsCompleted).ForEach(receiver => receiver.LeaveBehind());
    }

    private async Task CompleteAsync(CopyTarget target, CancellationToken cancellationToken)
    {
        await target.CompleteAsync().ConfigureAwait(false);
        await target.TryAsync(end => PutAsync(target, end), cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(CopyTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await PutManifestsAsync(target, cancellationToken).ConfigureAwait(false);
        }
        catch (PushRefusedException refusal) when (MissingContent.IsReason(refusal) && image.Missing.Count == 0)
        {
            // The registry had said that it has the blobs; they may have been deleted meanwhile.
            await SendAgainAsync(target, cancellationToken).ConfigureAwait(false);
            await PutManifestsAsync(target, cancellationToken).ConfigureAwait(false);
        }

        foreach (var tag in target.Name.Tags)
        {
            await target.PutManifestAsync(image.Root, tag, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PutManifestsAsync(CopyTarget target, CancellationToken cancellationToken)
    {
        foreach (var manifest in image.Manifests)
        {
            await target.PutManifestAsync(manifest, cancellationToken).ConfigureAwait(false);
        }

        foreach (var referrer in referrers)
        {
            foreach (var manifest in referrer.Tree.Manifests)
            {
                await target.PutManifestAsync(manifest, cancellationToken).ConfigureAwait(false);
            }

            foreach (var tag in TagsOf(referrer))
            {
                await target.PutManifestAsync(referrer.Tree.Root, tag, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SendAgainAsync(CopyTarget target, CancellationToken cancellationToken)
    {
        foreach (var blob in Blobs)
        {
            await target.CreateUpload(blob).SendAgainAsync(source, target.Readings, cancellationToken).ConfigureAwait(false);
            target.CountBlob();
        }
    }
}

/// <summary>A registry that refuses a manifest because it doesn't have what the manifest lists.</summary>
internal static class MissingContent
{
    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
    private static readonly string[] Codes = ["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN"];

    /// <summary>Tells whether that is why a request was refused.</summary>
    public static bool IsReason(PushRefusedException refusal) =>
        refusal.Result.Request.StartsWith("PUT ", StringComparison.Ordinal)
        && refusal.Result.Request.Contains("/manifests/", StringComparison.Ordinal)
        && refusal.Result.Error is { } error
        && Codes.Any(code => error.StartsWith(code, StringComparison.Ordinal));
}
