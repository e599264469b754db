using System.Net;
using System.Net.Http.Headers;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>One repository that an image is copied to. Its first failure ends the copy for it, and for no other.</summary>
/// <param name="endpoint">The repository.</param>
/// <param name="tags">The tags that the image gets.</param>
/// <param name="progress">Counts the bytes that were sent.</param>
internal sealed class CopyTarget(RepositoryEndpoint endpoint, IReadOnlyList<string> tags, CopyProgress progress)
{
    private int _blobsThere;
    private int _blobsMounted;
    private int _blobsSent;
    private int _manifestsSent;
    private long _bytes;
    private PushRefusedException? _failure;

    /// <summary>Gets the repository.</summary>
    public RepositoryEndpoint Endpoint => endpoint;

    /// <summary>Gets the tags that the image gets.</summary>
    public IReadOnlyList<string> Tags => tags;

    /// <summary>Gets the first failure; null when there was none.</summary>
    public PushRefusedException? Failure => _failure;

    /// <summary>Gets what was copied.</summary>
    public CopyCounts Counts => new(_blobsSent, _blobsThere, _blobsMounted, _manifestsSent, _bytes);

    /// <summary>Runs a step, unless one has failed.</summary>
    /// <returns>False when this or an earlier step failed.</returns>
    /// <exception cref="SourceFailedException">The source can't be read.</exception>
    public async Task<bool> TryAsync(Func<Task> step)
    {
        if (_failure is not null)
        {
            return false;
        }

        try
        {
            await step().ConfigureAwait(false);
            return true;
        }
        catch (PushRefusedException refusal)
        {
            Interlocked.CompareExchange(ref _failure, refusal, null);
            return false;
        }
    }

    /// <summary>Begins to send a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="source">The repository that has it.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The upload; null when there is nothing to send, or the target has failed.</returns>
    public async Task<BlobUpload?> BeginAsync(Descriptor blob, RepositoryEndpoint source, CancellationToken cancellationToken)
    {
        var upload = new BlobUpload(endpoint, blob, Count);
        var mountFrom = source.Host == endpoint.Host && source.Repository != endpoint.Repository ? source.Repository : null;
        var start = UploadStart.Begins;
        var isBegun = await TryAsync(
            async () => start = await upload.StartAsync(mountFrom, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (isBegun && start != UploadStart.Begins)
        {
            _ = start == UploadStart.IsThere ? Interlocked.Increment(ref _blobsThere) : Interlocked.Increment(ref _blobsMounted);
            progress.Skip(blob.Size);
        }

        return isBegun && start == UploadStart.Begins ? upload : null;
    }

    /// <summary>Counts what the repository lacks of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="withTags">The tags that it is to get.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public async Task CompareAsync(ManifestTree image, IReadOnlyList<string> withTags, CancellationToken cancellationToken)
    {
        var repository = new SourceRepository(endpoint, storage: null);
        foreach (var blob in image.Blobs)
        {
            var isThere = await repository.HasBlobAsync(blob, cancellationToken).ConfigureAwait(false);
            (_blobsThere, _blobsSent, _bytes) = isThere
                ? (_blobsThere + 1, _blobsSent, _bytes)
                : (_blobsThere, _blobsSent + 1, _bytes + blob.Size);
        }

        var manifests = image.Children.Append(image.Root).Select(manifest => (manifest.Digest, manifest.Digest));
        foreach (var (reference, digest) in manifests.Concat(withTags.Select(tag => (tag, image.Root.Digest))))
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
            var repository = new SourceRepository(endpoint, storage: null);
            return await repository.FindManifestAsync(reference, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Counts a blob that was sent.</summary>
    public void CountBlob() => Interlocked.Increment(ref _blobsSent);

    /// <summary>Puts a manifest, unless it is there.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="reference">Its tag or digest.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>Whether the registry lists the manifest as a referrer of its subject by itself.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public Task<bool> PutManifestAsync(
        ManifestContent manifest, string reference, CancellationToken cancellationToken) => endpoint.RunAsync(
        async (session, end) =>
        {
            var address = session.At($"manifests/{reference}");
            if (await FindDigestAsync(session, address, end).ConfigureAwait(false) == manifest.Digest && manifest.Subject is null)
            {
                return true;
            }

            var isListed = await session.SendAsync(() => CreatePut(address, manifest), Read, end).ConfigureAwait(false);
            Interlocked.Increment(ref _manifestsSent);
            return isListed;

            Task<bool> Read(HttpResponseMessage response, CancellationToken _) =>
                StoredDigest.Of(response) is { } stored && stored != manifest.Digest
                    ? throw session.Refuse(response, $"stored {stored} in place of {manifest.Digest}")
                    : Task.FromResult(response.Headers.Contains("OCI-Subject"));
        },
        cancellationToken);

    private Task<bool> HasManifestAsync(string reference, string digest, CancellationToken cancellationToken) => endpoint.RunAsync(
        async (session, end) =>
            await FindDigestAsync(session, session.At($"manifests/{reference}"), end).ConfigureAwait(false) == digest,
        cancellationToken);

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

    private void Count(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        progress.Add(bytes);
    }
}

/// <summary>What was copied to one target.</summary>
/// <param name="BlobsSent">The number of blobs that were sent.</param>
/// <param name="BlobsThere">The number of blobs that were there.</param>
/// <param name="BlobsMounted">The number of blobs that the registry took from the source's repository.</param>
/// <param name="ManifestsSent">The number of manifests that were sent, each tag counted.</param>
/// <param name="Bytes">The number of bytes of the blobs that were sent.</param>
internal sealed record CopyCounts(int BlobsSent, int BlobsThere, int BlobsMounted, int ManifestsSent, long Bytes);
