using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// Sends one blob to one repository: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks. An
/// upload that broke goes on where the registry says that it is.
/// </summary>
/// <param name="target">The repository.</param>
/// <param name="blob">The blob.</param>
/// <param name="count">Called with the number of bytes that were sent; negative when they have to be sent again.</param>
internal sealed class BlobUpload(RepositoryEndpoint target, Descriptor blob, Action<long> count)
{
    private const int MostRestarts = 3;

    // Where the upload goes on; null when it has to begin again.
    private Uri? _location;

    // How many bytes the registry has; null when that has to be asked.
    private long? _offset;

    private long _counted;
    private int _restarts;

    /// <summary>Begins the upload, unless the repository has the blob.</summary>
    /// <param name="mountFrom">A repository of the same registry that has the blob; null for none.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public async Task<UploadStart> StartAsync(string? mountFrom, CancellationToken cancellationToken) =>
        await target.RunAsync(HasAsync, cancellationToken).ConfigureAwait(false)
            ? UploadStart.IsThere
            : await target.RunAsync((session, end) => PostAsync(session, mountFrom, end), cancellationToken).ConfigureAwait(false);

    /// <summary>Sends a small blob in one request.</summary>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public Task SendAsync(byte[] content, CancellationToken cancellationToken) => target.RunAsync(
        async (session, end) =>
        {
            if (_location is null)
            {
                await PostAsync(session, null, end).ConfigureAwait(false);
            }

            // A broken connection leaves an upload of unknown length, so that a further attempt starts a new one.
            var location = _location!;
            _location = null;
            await PutAsync(session, location, content, end).ConfigureAwait(false);
            Count(content.Length);
            return true;
        },
        cancellationToken);

    /// <summary>Sends the parts that a receiver gets. They come once, so there is one attempt; FinishAsync sends the rest.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="PushRefusedException">The registry refused.</exception>
    public async Task SendAsync(BlobReceiver receiver, CancellationToken cancellationToken)
    {
        var isStarted = false;
        try
        {
            await target.RunAsync(SendPartsAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            receiver.Stop();
        }

        async Task<bool> SendPartsAsync(RepositorySession session, CancellationToken end)
        {
            try
            {
                await PatchAsync(session, CreateOnce, end).ConfigureAwait(false);
            }
            catch (PushRefusedException error) when (error.IsTransient)
            {
                _offset = null;
            }

            return true;
        }

        PartsContent CreateOnce()
        {
            if (isStarted)
            {
                throw new IOException("The first parts are gone.");
            }

            isStarted = true;
            return new PartsContent(receiver, null, Count);
        }
    }

    /// <summary>Sends what the registry doesn't have yet, and has it store the blob.</summary>
    /// <param name="source">The source of the rest.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    /// <exception cref="SourceFailedException">The source can't be read.</exception>
    public Task FinishAsync(SourceRepository source, CancellationToken cancellationToken) => target.RunAsync(
        async (session, end) =>
        {
            for (var isStored = false; !isStored;)
            {
                isStored = await TryFinishAsync(session, source, end).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken,
        () => _offset ?? 0);

    private async Task<bool> TryFinishAsync(RepositorySession session, SourceRepository source, CancellationToken cancellationToken)
    {
        try
        {
            // The answer to the last request of an upload may have been lost.
            if (_offset is null && await HasAsync(session, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            await LocateAsync(session, cancellationToken).ConfigureAwait(false);
            while (_offset < blob.Size)
            {
                await SendRestAsync(session, source, _offset.Value, cancellationToken).ConfigureAwait(false);
            }

            await PutAsync(session, _location!, [], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PushRefusedException error) when (IsAboutUpload(error) && _restarts < MostRestarts)
        {
            _restarts++;
            (_location, _offset) = (null, null);
            return false;
        }
        catch (PushRefusedException)
        {
            _offset = null;
            throw;
        }
    }

    // The upload is gone, or is at another place; or parts of it were lost.
    private static bool IsAboutUpload(PushRefusedException error) => error.Result.HttpStatus is 400 or 404 or 416;

    private async Task LocateAsync(RepositorySession session, CancellationToken cancellationToken)
    {
        if (_location is not null && _offset is null)
        {
            _offset = await session.SendAsync(
                () => RegistryClient.CreateRequest(HttpMethod.Get, _location),
                (response, _) => Task.FromResult(ReadOffset(session, response)),
                cancellationToken).ConfigureAwait(false);
        }

        if (_location is null || _offset is null || _offset > blob.Size)
        {
            await PostAsync(session, null, cancellationToken).ConfigureAwait(false);
        }

        Recount(_offset!.Value);
    }

    private async Task SendRestAsync(RepositorySession session, SourceRepository source, long offset, CancellationToken cancellationToken)
    {
        var broadcast = new BlobBroadcast(TimeProvider.System);
        var receiver = broadcast.Add();
        var reading = broadcast.ReadAsync(source, blob, offset, cancellationToken);
        try
        {
            await PatchAsync(session, () => new PartsContent(receiver, (offset, blob.Size), Count), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            receiver.Stop();
            await reading.ConfigureAwait(false);
        }
    }

    private async Task PatchAsync(RepositorySession session, Func<PartsContent> create, CancellationToken cancellationToken)
    {
        var location = _location!;
        _offset = await session.SendAsync(
            Create,
            (response, _) => Task.FromResult(ReadOffset(session, response)),
            cancellationToken).ConfigureAwait(false) ?? _counted;

        HttpRequestMessage Create()
        {
            var request = RegistryClient.CreateRequest(HttpMethod.Patch, location);
            request.Content = create();
            return request;
        }
    }

    // "0-0" may be no byte or one.
    private long? ReadOffset(RepositorySession session, HttpResponseMessage response)
    {
        if (response.Headers.Location is not null)
        {
            _location = session.Follow(response);
        }

        var range = response.Headers.TryGetValues("Range", out var values) ? values.First() : string.Empty;
        var end = range[(range.LastIndexOf('-') + 1)..];
        return long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last > 0 ? last + 1 : null;
    }

    private Task<bool> HasAsync(RepositorySession session, CancellationToken cancellationToken) => session.SendAsync(
        () => RegistryClient.CreateRequest(HttpMethod.Head, session.At($"blobs/{blob.Digest}")),
        (response, _) => Task.FromResult(response.StatusCode != HttpStatusCode.NotFound),
        cancellationToken,
        // A registry may redirect to its storage for a blob that it has.
        status => status == HttpStatusCode.NotFound || (int)status is >= 300 and < 400);

    private Task<UploadStart> PostAsync(RepositorySession session, string? mountFrom, CancellationToken cancellationToken)
    {
        var query = mountFrom is null
            ? string.Empty
            : $"?mount={Uri.EscapeDataString(blob.Digest)}&from={Uri.EscapeDataString(mountFrom)}";
        return session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Post, session.At($"blobs/uploads/{query}")), Read, cancellationToken);

        Task<UploadStart> Read(HttpResponseMessage response, CancellationToken _)
        {
            if (response.StatusCode == HttpStatusCode.Created)
            {
                return Task.FromResult(UploadStart.IsMounted);
            }

            (_location, _offset) = (session.Follow(response), 0);
            Recount(0);
            return Task.FromResult(UploadStart.Begins);
        }
    }

    // The address exactly as in the response: it may be signed.
    private async Task PutAsync(RepositorySession session, Uri location, byte[] content, CancellationToken cancellationToken)
    {
        var separator = location.Query.Length == 0 ? '?' : '&';
        var address = new Uri($"{location.AbsoluteUri}{separator}digest={Uri.EscapeDataString(blob.Digest)}");
        await session.SendAsync(Create, Verify, cancellationToken).ConfigureAwait(false);

        HttpRequestMessage Create()
        {
            var request = RegistryClient.CreateRequest(HttpMethod.Put, address);
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(PartsContent.MediaType);
            return request;
        }

        Task<bool> Verify(HttpResponseMessage response, CancellationToken _) =>
            StoredDigest.Of(response) is { } stored && stored != blob.Digest
                ? throw session.Refuse(response, $"stored {stored} in place of {blob.Digest}")
                : Task.FromResult(true);
    }

    private void Count(long bytes)
    {
        _counted += bytes;
        count(bytes);
    }

    private void Recount(long bytes)
    {
        count(bytes - _counted);
        _counted = bytes;
    }
}

/// <summary>How an upload begins.</summary>
internal enum UploadStart
{
    /// <summary>The content has to be sent.</summary>
    Begins,

    /// <summary>The repository has the blob.</summary>
    IsThere,

    /// <summary>The repository has the blob from another one of the same registry.</summary>
    IsMounted,
}

/// <summary>The digest that a registry says it has stored.</summary>
internal static class StoredDigest
{
    /// <summary>Returns the digest; null when the response has none.</summary>
    public static string? Of(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values)
        && values.First() is var digest
        && Descriptor.IsDigest(digest)
            ? digest
            : null;
}

/// <summary>The source of a copy can't be read.</summary>
/// <param name="reason">Why: a refusal of the registry, or a content that isn't what its digest says.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the library.")]
internal sealed class SourceFailedException(Exception reason) : Exception(null, reason)
{
    /// <summary>Gets the reason.</summary>
    public Exception Reason => InnerException!;
}
