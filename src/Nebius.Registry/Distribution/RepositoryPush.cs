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
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<bool> SendAsync(IBlob blob, Action<long>? progress, CancellationToken cancellationToken)
    {
        if (await HasAsync(blob, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        // A cut connection leaves an upload of unknown length: a new one is begun.
        return await attempts.RunAsync(() => UploadAsync(blob, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the manifest of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The manifest; null when there is none.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or did not answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<RemoteManifest?> FindManifestAsync(string tag, CancellationToken cancellationToken) => attempts.RunAsync(
        async () =>
        {
            using var answer = await session.SendAsync(
                () => RegistryClient.CreateRequest(HttpMethod.Get, session.At($"manifests/{tag}")), cancellationToken, IsMissing).ConfigureAwait(false);
            return IsMissing(answer.StatusCode) ? null : await RemoteManifest.ReadAsync(answer, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Puts a manifest under a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <exception cref="PushRefusedException">The registry refused, or did not answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task PutManifestAsync(string tag, IBlob manifest, string mediaType, CancellationToken cancellationToken) => attempts.RunAsync(
        async () =>
        {
            using var answer = await session.SendAsync(
                () => Upload(HttpMethod.Put, session.At($"manifests/{tag}"), manifest, mediaType, null), cancellationToken).ConfigureAwait(false);
            return answer.StatusCode;
        },
        cancellationToken);

    private static bool IsMissing(HttpStatusCode status) => status == HttpStatusCode.NotFound;

    // A registry may send us to its storage for a blob that it has.
    private static bool IsAnswer(HttpStatusCode status) => IsMissing(status) || (int)status is >= 300 and < 400;

    private static HttpRequestMessage Upload(HttpMethod method, Uri address, IBlob blob, string mediaType, Action<long>? progress)
    {
        var request = RegistryClient.CreateRequest(method, address);
        request.Content = new UploadContent(blob, progress);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return request;
    }

    private Task<bool> HasAsync(IBlob blob, CancellationToken cancellationToken) => attempts.RunAsync(
        async () =>
        {
            using var answer = await session.SendAsync(
                () => RegistryClient.CreateRequest(HttpMethod.Head, session.At($"blobs/{blob.Digest}")), cancellationToken, IsAnswer).ConfigureAwait(false);
            return !IsMissing(answer.StatusCode);
        },
        cancellationToken);

    private async Task<bool> UploadAsync(IBlob blob, Action<long>? progress, CancellationToken cancellationToken)
    {
        Uri upload;
        using (var begun = await session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Post, session.At("blobs/uploads/")), cancellationToken).ConfigureAwait(false))
        {
            upload = session.Follow(begun);
        }

        var separator = upload.Query.Length == 0 ? '?' : '&';
        var finish = new Uri($"{upload}{separator}digest={Uri.EscapeDataString(blob.Digest)}");
        long sent = 0;
        try
        {
            using var answer = await session.SendAsync(
                () => Upload(HttpMethod.Put, finish, blob, "application/octet-stream", Count), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PushRefusedException)
        {
            progress?.Invoke(-sent);
            throw;
        }

        void Count(long bytes)
        {
            sent += bytes;
            progress?.Invoke(bytes);
        }
    }
}
