using System.Net;
using System.Net.Http.Headers;

namespace Nebius.Registry.Oci;

/// <summary>
/// Pushes blobs and manifests into one repository: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
/// </summary>
/// <param name="session">Sends the requests.</param>
/// <param name="attempts">Retries the requests.</param>
/// <param name="budget">The time that the push may wait.</param>
internal sealed class RepositoryPush(RepositorySession session, PushRetryPolicy attempts, PushBudget budget)
{
    /// <summary>Uploads a blob, unless the repository has it.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="progress">Called with the number of bytes that were sent; negative when they have to be sent again.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <returns>False when the repository already had it.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or did not respond.</exception>
    /// <exception cref="NebiusRegistryException">The blob can't be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<bool> SendAsync(IBlob blob, Action<long> progress, CancellationToken cancellationToken)
    {
        if (await HasAsync(blob, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        // A broken connection leaves an upload of unknown length, so each attempt starts a new one.
        await attempts.RunAsync(() => UploadAsync(blob, progress, cancellationToken), budget, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads the manifest of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The manifest; null when the tag doesn't exist.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or did not respond.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<RemoteManifest?> FindManifestAsync(string tag, CancellationToken cancellationToken) =>
        attempts.RunAsync(() => FindOnceAsync(tag, cancellationToken), budget, cancellationToken);

    /// <summary>Puts a manifest under a tag. Each attempt first reads what the tag holds.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="check">
    /// Returns whether the manifest is to be put there, given what the tag holds; throws when the tag must not change.
    /// </param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <exception cref="PushRefusedException">The registry refused, or did not respond.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task PutManifestAsync(
        string tag, IBlob manifest, string mediaType, Predicate<RemoteManifest?> check, CancellationToken cancellationToken)
    {
        return attempts.RunAsync(PutOnceAsync, budget, cancellationToken);

        async Task<bool> PutOnceAsync()
        {
            var isPut = check(await FindOnceAsync(tag, cancellationToken).ConfigureAwait(false));
            if (isPut)
            {
                var address = session.At($"manifests/{tag}");
                await session.SendAsync(() => Upload(address, manifest, mediaType, null), cancellationToken).ConfigureAwait(false);
            }

            return isPut;
        }
    }

    private static bool IsMissing(HttpStatusCode status) => status == HttpStatusCode.NotFound;

    // A registry may redirect to its storage for a blob that it has.
    private static bool IsMissingOrElsewhere(HttpStatusCode status) => IsMissing(status) || (int)status is >= 300 and < 400;

    private static HttpRequestMessage Upload(Uri address, IBlob blob, string mediaType, Action<long>? progress)
    {
        var request = RegistryClient.CreateRequest(HttpMethod.Put, address);
        request.Content = new UploadContent(blob, progress);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return request;
    }

    private Task<RemoteManifest?> FindOnceAsync(string tag, CancellationToken cancellationToken) => session.SendAsync(
        () => RegistryClient.CreateManifestRequest(HttpMethod.Get, session.At($"manifests/{tag}")),
        async (response, end) =>
            IsMissing(response.StatusCode) ? null : await RemoteManifest.ReadAsync(response, end).ConfigureAwait(false),
        cancellationToken,
        IsMissing);

    private async Task<bool> HasAsync(IBlob blob, CancellationToken cancellationToken)
    {
        var address = session.At($"blobs/{blob.Digest}");
        return !IsMissing(await attempts.RunAsync(FindBlobOnceAsync, budget, cancellationToken).ConfigureAwait(false));

        Task<HttpStatusCode> FindBlobOnceAsync() => session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Head, address), cancellationToken, IsMissingOrElsewhere);
    }

    private async Task<HttpStatusCode> UploadAsync(IBlob blob, Action<long> progress, CancellationToken cancellationToken)
    {
        var upload = await session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Post, session.At("blobs/uploads/")),
            (response, _) => Task.FromResult(session.Follow(response)),
            cancellationToken).ConfigureAwait(false);

        // Exactly as in the response: it may be signed.
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
            // The second time with a renewed token.
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

/// <summary>A content that reports how much of it was sent.</summary>
internal abstract class MeasuredContent : HttpContent
{
    /// <summary>Gets or sets the time limit of the request; each part that was sent is reported to it.</summary>
    public RequestTimer? Timer { get; set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected abstract override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken);
}

/// <summary>The content of a blob, with progress.</summary>
/// <param name="blob">The blob.</param>
/// <param name="progress">Called with the number of bytes that were sent.</param>
internal sealed class UploadContent(IBlob blob, Action<long>? progress) : MeasuredContent
{
    // Large enough for a fast connection, and small enough to tell a slow one from a stalled one.
    private const int Part = 128 * 1024;

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var part in Parts())
        {
            await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            Report(part.Length);
        }
    }

    /// <inheritdoc/>
    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var part in Parts())
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(part.Span);
            Report(part.Length);
        }
    }

    // Each part is in the same buffer.
    private IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        using var content = Local(blob.Open);
        var buffer = new byte[Math.Clamp(blob.Size, 1, Part)];
        for (int count; (count = Local(() => content.Read(buffer))) > 0;)
        {
            yield return buffer.AsMemory(0, count);
        }
    }

    private void Report(int count)
    {
        Timer?.Move(count);
        progress?.Invoke(count);
    }

    // A failure of the local disk isn't a failure of the network.
    private static T Local<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NebiusRegistryException(MessageCodes.ChartNotWritten,
                $"What was to be sent could not be read: {Redactor.Name(error.Message)} Try again when the file can be read.");
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = blob.Size;
        return true;
    }
}
