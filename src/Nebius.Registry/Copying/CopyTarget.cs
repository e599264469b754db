using System.Net;
using System.Net.Http.Headers;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// One repository that an image is copied to. Its first failure ends the copy for it, with all its requests, and for no other.
/// </summary>
internal sealed class CopyTarget : IDisposable
{
    // Reading the source again, for a target that is slower than the others.
    private const int ReadingsAtOnce = 2;

    private readonly RepositoryEndpoint _endpoint;
    private readonly CopyProgress _progress;
    private readonly CancellationTokenSource _failed = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _steps = [];
    private int _blobsThere;
    private int _blobsMounted;
    private int _blobsSent;
    private int _manifestsSent;
    private long _bytes;
    private Exception? _failure;

    /// <summary>Creates a target.</summary>
    /// <param name="endpoint">The repository.</param>
    /// <param name="name">The repository, and the tags that the image gets.</param>
    /// <param name="progress">Counts the bytes that were sent.</param>
    /// <param name="pace">How long it may keep the others waiting.</param>
    public CopyTarget(RepositoryEndpoint endpoint, ImageCopyTarget name, CopyProgress progress, TargetPace pace) =>
        (_endpoint, Name, _progress, Pace) = (endpoint, name, progress, pace);

    /// <summary>Gets the repository, and the tags that the image gets.</summary>
    public ImageCopyTarget Name { get; }

    /// <summary>Gets the repository.</summary>
    public RepositoryEndpoint Endpoint => _endpoint;

    /// <summary>Gets how long it may keep the others waiting.</summary>
    public TargetPace Pace { get; }

    /// <summary>Gets the limit of the readings that serve this target alone.</summary>
    public SemaphoreSlim Readings { get; } = new(ReadingsAtOnce);

    /// <summary>Gets the limit of the blobs that are copied to this target alone.</summary>
    public SemaphoreSlim Queue { get; } = new(ReadingsAtOnce);

    /// <summary>Gets the number of steps that are running, or waiting.</summary>
    public int StepsRunning
    {
        get
        {
            lock (_lock)
            {
                return _steps.Count(step => !step.IsCompleted);
            }
        }
    }

    /// <summary>Gets the first failure; null when there was none.</summary>
    public Exception? Failure => _failure;

    /// <summary>Gets what was copied.</summary>
    public CopyCounts Counts => new(_blobsSent, _blobsThere, _blobsMounted, _manifestsSent, _bytes);

    /// <summary>Runs a step, unless one has failed.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when this or another step failed.</returns>
    public async Task<bool> TryAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            return false;
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _failed.Token);
        try
        {
            await step(linked.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is PushRefusedException or SourceFailedException or NebiusRegistryException)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
            await _failed.CancelAsync().ConfigureAwait(false);
            return false;
        }
        catch (OperationCanceledException) when (_failed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Starts a step that the other targets need not wait for; <see cref="CompleteAsync"/> does.</summary>
    public Task<bool> Start(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        var running = TryAsync(step, cancellationToken);
        lock (_lock)
        {
            _steps.RemoveAll(other => other.IsCompletedSuccessfully);
            _steps.Add(running);
        }

        return running;
    }

    /// <summary>Waits for all steps that were started.</summary>
    /// <exception cref="OperationCanceledException">They were cancelled.</exception>
    public Task CompleteAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_steps);
        }
    }

    /// <summary>Creates an upload.</summary>
    public BlobUpload CreateUpload(Descriptor blob) => new(_endpoint, blob, Count);

    /// <summary>Begins to send a blob.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="source">The repository that has it.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>Whether the content has to be sent.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public async Task<bool> BeginAsync(
        BlobUpload upload, Descriptor blob, RepositoryEndpoint source, CancellationToken cancellationToken)
    {
        var isElsewhere = source.Host != _endpoint.Host || source.Repository == _endpoint.Repository;
        var start = await upload.StartAsync(isElsewhere ? null : source.Repository, cancellationToken).ConfigureAwait(false);
        if (start == UploadStart.Started)
        {
            return true;
        }

        _ = start == UploadStart.Exists ? Interlocked.Increment(ref _blobsThere) : Interlocked.Increment(ref _blobsMounted);
        _progress.Skip(blob.Size);
        return false;
    }

    /// <summary>Counts what the repository lacks of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="tags">The tags that it is to get.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public async Task CompareAsync(ManifestTree image, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var repository = new SourceRepository(_endpoint, storage: null);
        var exist = await Concurrently.SelectAsync([.. image.Blobs], ReadingsAtOnce, repository.HasBlobAsync, cancellationToken)
            .ConfigureAwait(false);
        foreach (var (blob, exists) in image.Blobs.Zip(exist))
        {
            (_blobsThere, _blobsSent, _bytes) = exists
                ? (_blobsThere + 1, _blobsSent, _bytes)
                : (_blobsThere, _blobsSent + 1, _bytes + blob.Size);
        }

        var manifests = image.Manifests.Select(manifest => (manifest.Digest, manifest.Digest));
        foreach (var (reference, digest) in manifests.Concat(tags.Select(tag => (tag, image.Root.Digest))))
        {
            _manifestsSent += await HasManifestAsync(reference, digest, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        }
    }

    /// <summary>Reads a manifest.</summary>
    /// <returns>The manifest; null when there is none, or what is there isn't one.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public async Task<ManifestContent?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            var repository = new SourceRepository(_endpoint, storage: null);
            return await repository.FindManifestAsync(reference, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Counts a blob that was sent.</summary>
    public void CountBlob() => Interlocked.Increment(ref _blobsSent);

    /// <summary>Puts a manifest by its digest, unless it exists, and lists it as a referrer of its subject.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public async Task PutManifestAsync(ManifestContent manifest, CancellationToken cancellationToken)
    {
        var isListed = await PutManifestAsync(manifest, manifest.Digest, cancellationToken).ConfigureAwait(false);
        if (manifest.Subject is { } subject
            && !isListed
            && !await ListsReferrersAsync(subject, cancellationToken).ConfigureAwait(false))
        {
            await ReferrersTag.AddAsync(this, manifest, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts a manifest, unless it exists.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="reference">Its tag or digest.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>Whether the registry says that it lists the manifest as a referrer of its subject by itself.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public Task<bool> PutManifestAsync(
        ManifestContent manifest, string reference, CancellationToken cancellationToken) => _endpoint.RunAsync(
        async (session, end) =>
        {
            var address = session.At($"manifests/{reference}");
            if (await FindDigestAsync(session, address, end).ConfigureAwait(false) == manifest.Digest)
            {
                return false;
            }

            var isListed = await session.SendAsync(() => CreatePut(address, manifest), Read, end).ConfigureAwait(false);
            Interlocked.Increment(ref _manifestsSent);
            return isListed;

            Task<bool> Read(HttpResponseMessage response, CancellationToken _) =>
                StoredDigest.Other(response, manifest.Digest) is { } stored
                    ? throw session.Refuse(response, $"stored {stored} in place of {manifest.Digest}")
                    : Task.FromResult(response.Headers.Contains("OCI-Subject"));
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _failed.Dispose();
        Readings.Dispose();
        Queue.Dispose();
    }

    private static Task<string?> FindDigestAsync(RepositorySession session, Uri address, CancellationToken cancellationToken) =>
        session.SendAsync(
            () => RegistryClient.CreateManifestRequest(HttpMethod.Head, address),
            (response, _) => Task.FromResult(response.StatusCode == HttpStatusCode.NotFound ? null : StoredDigest.Of(response)),
            cancellationToken,
            status => status == HttpStatusCode.NotFound || (int)status is >= 300 and < 400);

    private static HttpRequestMessage CreatePut(Uri address, ManifestContent manifest)
    {
        var request = RegistryClient.CreateRequest(HttpMethod.Put, address);
        request.Content = new ByteArrayContent(manifest.Bytes);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(manifest.MediaType);
        return request;
    }

    private Task<bool> HasManifestAsync(string reference, string digest, CancellationToken cancellationToken) => _endpoint.RunAsync(
        async (session, end) =>
            await FindDigestAsync(session, session.At($"manifests/{reference}"), end).ConfigureAwait(false) == digest,
        cancellationToken);

    private async Task<bool> ListsReferrersAsync(string digest, CancellationToken cancellationToken)
    {
        try
        {
            var repository = new SourceRepository(_endpoint, storage: null);
            await repository.ListReferrersAsync(digest, null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is FormatException or PushRefusedException { IsTransient: false })
        {
            return false;
        }
    }

    private void Count(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        _progress.Add(bytes);
    }
}

/// <summary>What was copied to one target.</summary>
/// <param name="BlobsSent">The number of blobs that were sent.</param>
/// <param name="BlobsThere">The number of blobs that were there.</param>
/// <param name="BlobsMounted">The number of blobs that the registry took from the source's repository.</param>
/// <param name="ManifestsSent">The number of manifests that were sent, each tag counted.</param>
/// <param name="Bytes">The number of bytes of the blobs that were sent.</param>
internal sealed record CopyCounts(int BlobsSent, int BlobsThere, int BlobsMounted, int ManifestsSent, long Bytes);
