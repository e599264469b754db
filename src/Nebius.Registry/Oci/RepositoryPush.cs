using System.Net;
using System.Net.Http.Headers;

namespace Nebius.Registry.Oci;

/// <summary>
/// Pushes blobs and manifests into one repository: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
/// </summary>
/// <param name="session">Sends the requests.</param>
/// <param name="attempts">Makes the attempts.</param>
/// <param name="budget">The time that the push has.</param>
internal sealed class RepositoryPush(PushSession session, PushRetryPolicy attempts, PushBudget budget)
{
    // What else may be under a tag: a registry that is not asked for a type may say that there is nothing.
    private static readonly string[] OtherTypes =
    [
        "application/vnd.oci.artifact.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "application/vnd.docker.distribution.manifest.v1+json",
        "*/*",
    ];

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
        await attempts.RunAsync(() => UploadAsync(blob, progress, cancellationToken), budget, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads the manifest of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The manifest; null when there is none.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or did not answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task<RemoteManifest?> FindManifestAsync(string tag, CancellationToken cancellationToken) =>
        attempts.RunAsync(() => FindOnceAsync(tag, cancellationToken), budget, cancellationToken);

    /// <summary>Puts a manifest under a tag. What the tag holds is looked at just before, for every attempt anew.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="check">Decides by what the tag holds whether the manifest is put there; it throws when that must not be.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <exception cref="PushRefusedException">The registry refused, or did not answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task PutManifestAsync(
        string tag, IBlob manifest, string mediaType, Predicate<RemoteManifest?> check, CancellationToken cancellationToken) => attempts.RunAsync(
        async () =>
        {
            var isPut = check(await FindOnceAsync(tag, cancellationToken).ConfigureAwait(false));
            if (isPut)
            {
                await session.SendAsync(() => Upload(session.At($"manifests/{tag}"), manifest, mediaType, null), cancellationToken).ConfigureAwait(false);
            }

            return isPut;
        },
        budget,
        cancellationToken);

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

    private static HttpRequestMessage Find(Uri address)
    {
        var request = RegistryClient.CreateRequest(HttpMethod.Get, address);
        foreach (var type in OtherTypes)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        return request;
    }

    private Task<RemoteManifest?> FindOnceAsync(string tag, CancellationToken cancellationToken) => session.SendAsync(
        () => Find(session.At($"manifests/{tag}")),
        async (answer, limit) => IsMissing(answer.StatusCode) ? null : await RemoteManifest.ReadAsync(answer, limit).ConfigureAwait(false),
        cancellationToken,
        IsMissing);

    private async Task<bool> HasAsync(IBlob blob, CancellationToken cancellationToken) => !IsMissing(await attempts.RunAsync(
        () => session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Head, session.At($"blobs/{blob.Digest}")), cancellationToken, IsMissingOrElsewhere),
        budget,
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

/// <summary>The bytes of a blob on their way, told of as they go.</summary>
/// <param name="blob">The blob.</param>
/// <param name="progress">Told how many bytes more have been sent.</param>
internal sealed class UploadContent(IBlob blob, Action<long>? progress) : HttpContent
{
    // Large enough for a fast line, and small enough to tell a slow one from one that stands still.
    private const int Part = 128 * 1024;

    /// <summary>Gets or sets what is told of each part that has moved.</summary>
    public Action<long>? Moved { get; set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var content = Local(blob.Open);
        await using (content.ConfigureAwait(false))
        {
            var buffer = new byte[Math.Min(Part, Math.Max(blob.Size, 1))];
            for (int count; (count = Local(() => content.Read(buffer))) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                Moved?.Invoke(count);
                progress?.Invoke(count);
            }
        }
    }

    // What fails on our own disk is no fault of the network's.
    private static T Local<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NebiusRegistryException(MessageCodes.ChartNotWritten, $"What was to be sent could not be read: {Redactor.Name(error.Message)} Try again when the file can be read.");
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = blob.Size;
        return true;
    }
}
