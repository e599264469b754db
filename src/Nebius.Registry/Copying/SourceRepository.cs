using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
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
    private const int MostRedirects = 3;

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

    /// <summary>Lists the referrers of a manifest.</summary>
    /// <returns>An index of them; null when the registry can't list them.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public Task<ManifestContent?> ListReferrersAsync(string digest, CancellationToken cancellationToken) => endpoint.RunAsync(
        (session, end) => session.SendAsync(
            () => RegistryClient.CreateManifestRequest(HttpMethod.Get, session.At($"referrers/{digest}")),
            (response, token) => ReadManifestAsync(string.Empty, response, token),
            end,
            status => status == HttpStatusCode.NotFound),
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
        using var reading = new BlobReading(blob, offset, receive);
        await endpoint.RunAsync(
            (session, end) => session.ReceiveAsync(
                () => CreateBlobRequest(session.At($"blobs/{blob.Digest}"), reading.Position),
                (response, moved, token) => ReadAsync(response, session, reading, moved, token),
                end,
                IsRedirect),
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

        var bytes = await BoundedContent.ReadBytesAsync(response.Content, ManifestContent.Longest + 1, cancellationToken)
            .ConfigureAwait(false);
        if (bytes.Length > ManifestContent.Longest)
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
        Action<long> moved,
        CancellationToken cancellationToken)
    {
        if (!IsRedirect(response.StatusCode))
        {
            await reading.ReadAsync(response, moved, cancellationToken).ConfigureAwait(false);
            return true;
        }

        using var stored = await FollowAsync(response, session, reading.Position, cancellationToken).ConfigureAwait(false);
        await reading.ReadAsync(stored, moved, cancellationToken).ConfigureAwait(false);
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
            using var request = CreateBlobRequest(address, offset);
            var response = await storage!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode))
            {
                return response.IsSuccessStatusCode
                    ? response
                    : throw await session.RefuseAsync(response, cancellationToken).ConfigureAwait(false);
            }

            (from, location) = (address, response.Headers.Location);
            response.Dispose();
            if (count == MostRedirects)
            {
                throw session.Refuse(redirect, "redirects too often");
            }
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

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;
}

/// <summary>The reading of one blob, over several responses if connections break.</summary>
internal sealed class BlobReading : IDisposable
{
    private readonly Descriptor _blob;
    private readonly Func<SharedPart, CancellationToken, ValueTask<bool>> _receive;
    private readonly IncrementalHash? _hash;
    private bool _isUnwanted;

    /// <summary>Begins a reading.</summary>
    public BlobReading(Descriptor blob, long offset, Func<SharedPart, CancellationToken, ValueTask<bool>> receive)
    {
        (_blob, Position, _receive) = (blob, offset, receive);
        _hash = offset == 0 ? IncrementalHash.CreateHash(BlobDigest.Algorithm(blob.Digest)) : null;
    }

    /// <summary>Gets how far the blob has been read.</summary>
    public long Position { get; private set; }

    /// <summary>Reads a response to its end.</summary>
    /// <exception cref="IOException">The response ended early.</exception>
    public async Task ReadAsync(HttpResponseMessage response, Action<long> moved, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = stream.ConfigureAwait(false);
        if (Position > 0 && response.StatusCode != HttpStatusCode.PartialContent)
        {
            await SkipAsync(stream, moved, cancellationToken).ConfigureAwait(false);
        }

        while (!_isUnwanted && await ReadPartAsync(stream, moved, cancellationToken).ConfigureAwait(false))
        {
        }

        if (!_isUnwanted && Position < _blob.Size)
        {
            throw new IOException("The response ended early.");
        }
    }

    /// <summary>Compares length and digest with those of the blob.</summary>
    /// <exception cref="FormatException">They are different.</exception>
    public void Verify()
    {
        if (_isUnwanted || _hash is null)
        {
            return;
        }

        if (Position != _blob.Size || BlobDigest.Of(_blob.Digest, _hash.GetHashAndReset()) != _blob.Digest)
        {
            throw new FormatException($"the content of {_blob.Digest} has another digest");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash?.Dispose();

    private async Task<bool> ReadPartAsync(Stream stream, Action<long> moved, CancellationToken cancellationToken)
    {
        var part = new SharedPart();
        var length = await part.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        if (length == 0)
        {
            part.Release();
            return false;
        }

        if (Position + length > _blob.Size)
        {
            part.Release();
            throw new FormatException($"the content of {_blob.Digest} is longer than its manifest says");
        }

        _hash?.AppendData(part.Bytes.Span);
        Position += length;
        moved(length);
        _isUnwanted = !await _receive(part, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // A registry without ranges sends the blob from its beginning.
    private async Task SkipAsync(Stream stream, Action<long> moved, CancellationToken cancellationToken)
    {
        for (var left = Position; left > 0;)
        {
            var part = new SharedPart();
            var length = await part.ReadAsync(stream, (int)Math.Min(left, SharedPart.Longest), cancellationToken).ConfigureAwait(false);
            part.Release();
            if (length == 0)
            {
                throw new IOException("The response ended early.");
            }

            left -= length;
            moved(length);
        }
    }
}

/// <summary>Digests by the two algorithms that registries use.</summary>
internal static class BlobDigest
{
    /// <summary>Returns the algorithm of a digest.</summary>
    public static HashAlgorithmName Algorithm(string digest) =>
        digest.StartsWith("sha512:", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    /// <summary>Returns a hash as a digest of the same algorithm.</summary>
    public static string Of(string digest, ReadOnlySpan<byte> hash) =>
        $"{digest[..digest.IndexOf(':', StringComparison.Ordinal)]}:{Convert.ToHexStringLower(hash)}";

    /// <summary>Compares a content with the digest that it was requested by.</summary>
    /// <param name="reference">A digest; a tag is not compared.</param>
    /// <param name="content">The content.</param>
    /// <exception cref="FormatException">The content has another digest.</exception>
    public static void Require(string reference, byte[] content)
    {
        if (Descriptor.IsDigest(reference) && Of(reference, CryptographicOperations.HashData(Algorithm(reference), content)) != reference)
        {
            throw new FormatException($"the content of {reference} has another digest");
        }
    }
}

/// <summary>Decides which address a registry may redirect the download of a blob to.</summary>
internal static class StorageAddress
{
    /// <summary>Returns the address; null when it isn't https, or names a user.</summary>
    /// <param name="from">The address that redirects.</param>
    /// <param name="location">The Location header.</param>
    /// <param name="host">The registry; one on this machine may use http.</param>
    public static Uri? Accept(Uri from, Uri? location, RegistryHost host) =>
        location is not null
        && Uri.TryCreate(from, location, out var address)
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (host.AllowsPlainHttp && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : null;
}
