using System.Net;
using System.Net.Http.Headers;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>Reads manifests and blobs: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull</summary>
/// <param name="endpoint">The repository.</param>
/// <param name="storage">
/// The client for addresses that the registry redirects to, which sends no credential; null to read manifests only.
/// </param>
internal sealed class SourceRepository(RepositoryEndpoint endpoint, HttpClient? storage)
{
    private const int MaxRedirects = 3;

    /// <summary>Gets the repository.</summary>
    public RepositoryEndpoint Endpoint => endpoint;

    /// <summary>Reads a manifest.</summary>
    /// <param name="reference">A tag or digest.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The manifest; null when there is none.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    /// <exception cref="FormatException">What the registry has isn't a manifest, or has another digest.</exception>
    public Task<ManifestContent?> FindManifestAsync(string reference, CancellationToken cancellationToken) => endpoint.RunAsync(
        (session, end) => session.SendAsync(
            () => RegistryClient.CreateManifestRequest(HttpMethod.Get, session.At($"manifests/{reference}")),
            (response, token) => ReadManifestAsync(reference, response, token),
            end,
            status => status == HttpStatusCode.NotFound),
        cancellationToken);

    /// <summary>Reads one page of the list of a manifest's referrers.</summary>
    /// <param name="digest">The digest of the manifest.</param>
    /// <param name="next">The address of the page; null for the first one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The index of the referrers, and the address of the next page; null for none.</returns>
    /// <exception cref="PushRefusedException">The registry refused, as one does that can't list them, or didn't respond.</exception>
    /// <exception cref="FormatException">The response isn't an index.</exception>
    public Task<(ManifestContent Page, Uri? Next)> ListReferrersAsync(string digest, Uri? next, CancellationToken cancellationToken) =>
        endpoint.RunAsync(
            (session, end) => session.SendAsync(
                () => RegistryClient.CreateManifestRequest(HttpMethod.Get, next ?? session.At($"referrers/{digest}")),
                async (response, token) => (
                    (await ReadManifestAsync(string.Empty, response, token).ConfigureAwait(false))!, session.NextPage(response)),
                end),
            cancellationToken);

    /// <summary>Tells whether the repository has a blob.</summary>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken) => endpoint.RunAsync(
        (session, end) => session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Head, session.At($"blobs/{blob.Digest}")),
            (response, _) => Task.FromResult(response.StatusCode != HttpStatusCode.NotFound),
            end,
            status => status == HttpStatusCode.NotFound || IsRedirect(status)),
        cancellationToken);

    /// <summary>Reads a blob, or its rest, and goes on where a connection broke.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="receive">Receives each part, and returns whether it wants more.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    /// <exception cref="FormatException">The content has another digest, which only a full read shows, or length.</exception>
    public async Task ReadBlobAsync(
        Descriptor blob, long offset, Func<SharedPart, CancellationToken, ValueTask<bool>> receive, CancellationToken cancellationToken)
    {
        using var reading = new BlobReading(blob, offset, receive, cancellationToken);
        await endpoint.RunAsync(
            (session, end) => session.ReceiveAsync(
                () => CreateBlobRequest(session.At($"blobs/{blob.Digest}"), reading.Position),
                (response, timer, token) => ReadAsync(response, session, reading, timer, token),
                end,
                status => IsRedirect(status) || IsPastEnd(status, reading.Position)),
            cancellationToken,
            () => reading.Position).ConfigureAwait(false);
        reading.Verify();
    }

    /// <summary>Reads a small blob.</summary>
    public async Task<byte[]> ReadBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var content = new byte[blob.Size];
        var length = 0;
        await ReadBlobAsync(blob, 0, Copy, cancellationToken).ConfigureAwait(false);
        return content;

        ValueTask<bool> Copy(SharedPart part, CancellationToken _)
        {
            part.Bytes.Span.CopyTo(content.AsSpan(length));
            length += part.Bytes.Length;
            part.Release();
            return ValueTask.FromResult(true);
        }
    }

    private static async Task<ManifestContent?> ReadManifestAsync(
        string reference, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        var bytes = await BoundedContent.ReadBytesAsync(response.Content, ManifestContent.MaxLength + 1, cancellationToken)
            .ConfigureAwait(false);
        if (bytes.Length > ManifestContent.MaxLength)
        {
            throw new FormatException("it is longer than 4 MiB");
        }

        BlobDigest.Require(reference, bytes);
        var manifest = ManifestContent.Parse(bytes, response.Content.Headers.ContentType?.MediaType);
        return Descriptor.IsDigest(reference) ? manifest with { Digest = reference } : manifest;
    }

    private async Task<bool> ReadAsync(
        HttpResponseMessage response,
        RepositorySession session,
        BlobReading reading,
        RequestTimer timer,
        CancellationToken cancellationToken)
    {
        if (!IsRedirect(response.StatusCode))
        {
            await reading.ReadAsync(response, timer, cancellationToken).ConfigureAwait(false);
            return true;
        }

        using var stored = await FollowAsync(response, session, reading.Position, cancellationToken).ConfigureAwait(false);
        await reading.ReadAsync(stored, timer, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // The address is signed for this one request, so that it gets no Authorization.
    private async Task<HttpResponseMessage> FollowAsync(
        HttpResponseMessage redirect, RepositorySession session, long offset, CancellationToken cancellationToken)
    {
        var from = redirect.RequestMessage!.RequestUri!;
        var location = redirect.Headers.Location;
        for (var count = 1; ; count++)
        {
            var address = StorageAddress.Accept(from, location, endpoint.Host)
                ?? throw session.Refuse(redirect, "redirects to an address that isn't https");
            var response = await SendToStorageAsync(address, session, offset, cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode))
            {
                return response;
            }

            (from, location) = (address, response.Headers.Location);
            response.Dispose();
            if (count == MaxRedirects)
            {
                throw session.Refuse(redirect, "redirects too often");
            }
        }
    }

    private async Task<HttpResponseMessage> SendToStorageAsync(
        Uri address, RepositorySession session, long offset, CancellationToken cancellationToken)
    {
        using var request = CreateBlobRequest(address, offset);
        try
        {
            var response = await storage!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode || IsRedirect(response.StatusCode) || IsPastEnd(response.StatusCode, offset)
                ? response
                : throw StorageFailure.Refused(session, address, response);
        }
        catch (HttpRequestException error)
        {
            throw StorageFailure.Unreachable(session, address, error);
        }
    }

    private static HttpRequestMessage CreateBlobRequest(Uri address, long offset)
    {
        var request = RegistryClient.CreateRequest(HttpMethod.Get, address);
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
        }

        return request;
    }

    private static bool IsPastEnd(HttpStatusCode status, long offset) =>
        status == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0;

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;
}
