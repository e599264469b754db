using System.Net;
using System.Net.Http.Headers;

namespace Nebius.Registry.Distribution;

/// <summary>
/// Pushes blobs and manifests into one repository: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
/// </summary>
/// <param name="session">Sends the requests.</param>
/// <param name="attempts">Makes the attempts.</param>
internal sealed class RepositoryPush(PushSession session, PushAttempts attempts)
{
    /// <summary>Sends a blob, unless the repository has it.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="progress">Told of bytes that were sent; of less than none when they have to be sent again.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <returns>False when it was there.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or did not answer.</exception>
    /// <exception cref="NebiusRegistryException">The blob cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<bool> SendAsync(IBlob blob, Action<long> progress, CancellationToken cancellationToken)
    {
        if (await HasAsync(blob, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        // A cut connection leaves an upload of unknown length: a new one is begun.
        await attempts.RunAsync(() => UploadAsync(blob, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads the manifest of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The manifest; null when there is none.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or did not answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<RemoteManifest?> FindManifestAsync(string tag, CancellationToken cancellationToken) => attempts.RunAsync(
        () => session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Get, session.At($"manifests/{tag}")),
            async (answer, limit) => IsMissing(answer.StatusCode) ? null : await RemoteManifest.ReadAsync(answer, limit).ConfigureAwait(false),
            cancellationToken,
            IsMissing),
        cancellationToken);

    /// <summary>Puts a manifest under a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <exception cref="PushRefusedException">The registry refused, or did not answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task PutManifestAsync(string tag, IBlob manifest, string mediaType, CancellationToken cancellationToken) => attempts.RunAsync(
        () => session.SendAsync(() => Upload(session.At($"manifests/{tag}"), manifest, mediaType, null), cancellationToken), cancellationToken);

    private static bool IsMissing(HttpStatusCode status) => status == HttpStatusCode.NotFound;

    // A registry may send us to its storage for a blob that it has.
    private static bool IsMissingOrElsewhere(HttpStatusCode status) => IsMissing(status) || (int)status is >= 300 and < 400;

    private static HttpRequestMessage Upload(Uri address, IBlob blob, string mediaType, Action<long>? progress)
    {
        var request = RegistryClient.CreateRequest(HttpMethod.Put, address);
        request.Content = new UploadContent(blob, progress);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return request;
    }

    private async Task<bool> HasAsync(IBlob blob, CancellationToken cancellationToken) => !IsMissing(await attempts.RunAsync(
        () => session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Head, session.At($"blobs/{blob.Digest}")), cancellationToken, IsMissingOrElsewhere),
        cancellationToken).ConfigureAwait(false));

    private async Task<HttpStatusCode> UploadAsync(IBlob blob, Action<long> progress, CancellationToken cancellationToken)
    {
        var upload = await session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Post, session.At("blobs/uploads/")),
            (answer, _) => Task.FromResult(session.Follow(answer)),
            cancellationToken).ConfigureAwait(false);

        // As the registry wrote it: it may have signed its text.
        var finish = new Uri($"{upload.AbsoluteUri}{(upload.Query.Length == 0 ? '?' : '&')}digest={Uri.EscapeDataString(blob.Digest)}");
        long sent = 0;
        try
        {
            return await session.SendAsync(Send, cancellationToken).ConfigureAwait(false);
        }
        catch (PushRefusedException)
        {
            progress(-sent);
            throw;
        }

        HttpRequestMessage Send()
        {
            // Perhaps again, with a newer token.
            progress(-sent);
            sent = 0;
            return Upload(finish, blob, "application/octet-stream", Count);
        }

        void Count(long bytes)
        {
            sent += bytes;
            progress(bytes);
        }
    }
}
