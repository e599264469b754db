namespace Nebius.Registry.Copying;

/// <summary>A blob on its way to one target.</summary>
/// <param name="target">The target.</param>
/// <param name="blob">The blob.</param>
internal sealed class TargetUpload(CopyTarget target, Descriptor blob)
{
    private readonly BlobUpload _upload = target.CreateUpload(blob);
    private bool _isWanted;

    /// <summary>Gets the target.</summary>
    public CopyTarget Target => target;

    /// <summary>Gets the first step.</summary>
    public Task<bool> Begun { get; private set; } = Task.FromResult(false);

    /// <summary>Gets a value indicating whether the content can be sent now.</summary>
    public bool IsReady => Begun.IsCompletedSuccessfully && Begun.Result && _isWanted;

    /// <summary>Begins the upload, unless the target has the blob.</summary>
    public void Begin(SourceRepository source, CancellationToken cancellationToken) => Begun = target.Start(
        async end => _isWanted = await target.BeginAsync(_upload, blob, source.Endpoint, end).ConfigureAwait(false), cancellationToken);

    /// <summary>Sends a small blob.</summary>
    public Task Send(byte[] content, CancellationToken cancellationToken) => target.Start(
        async end =>
        {
            await _upload.SendAsync(content, end).ConfigureAwait(false);
            target.CountBlob();
        },
        cancellationToken);

    /// <summary>Sends the parts of a blob that is being read.</summary>
    public void Send(BlobReceiver receiver, Task reading, SourceRepository source, CancellationToken cancellationToken)
    {
        var isStarted = false;
        target.Start(SendAsync, cancellationToken);
        if (!isStarted)
        {
            // The target has failed, and the others don't wait for it.
            receiver.Stop();
        }

        async Task SendAsync(CancellationToken end)
        {
            isStarted = true;
            await _upload.SendAsync(receiver, end).ConfigureAwait(false);
            if (!receiver.IsLeftBehind)
            {
                // No target stores a content that isn't what its digest says.
                await reading.WaitAsync(end).ConfigureAwait(false);
            }

            await FinishAsync(source, end).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a blob when the target has completed others.</summary>
    public void Queue(SourceRepository source, CancellationToken cancellationToken) => target.Start(
        async end =>
        {
            await target.Queue.WaitAsync(end).ConfigureAwait(false);
            try
            {
                if (await target.BeginAsync(_upload, blob, source.Endpoint, end).ConfigureAwait(false))
                {
                    await FinishAsync(source, end).ConfigureAwait(false);
                }
            }
            finally
            {
                target.Queue.Release();
            }
        },
        cancellationToken);

    /// <summary>Sends a blob to a target that wasn't ready in time.</summary>
    public void SendAlone(SourceRepository source, CancellationToken cancellationToken) => target.Start(
        async end =>
        {
            if (await Begun.ConfigureAwait(false) && _isWanted)
            {
                await FinishAsync(source, end).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private async Task FinishAsync(SourceRepository source, CancellationToken cancellationToken)
    {
        await _upload.FinishAsync(source, target.Readings, cancellationToken).ConfigureAwait(false);
        target.CountBlob();
    }
}
