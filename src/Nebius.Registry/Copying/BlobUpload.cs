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
    private const int MaxRestarts = 3;

    // A registry may lose what was sent, but not always.
    private const int MaxSendings = 5;

    private readonly TimeSpan _commitTime = PushLimits.CommitTime(blob.Size);

    // Where the upload goes on; null when it has to begin again.
    private Uri? _location;

    // How many bytes the registry has; null when that has to be asked.
    private long? _offset;

    // How far the upload has come at most: the measure for progress.
    private long _furthest;

    private long _counted;
    private long _sent;
    private int _restarts;

    /// <summary>Begins the upload, unless the repository has the blob.</summary>
    /// <param name="mountFrom">A repository of the same registry that has the blob; null for none.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public async Task<UploadStart> StartAsync(string? mountFrom, CancellationToken cancellationToken) =>
        await target.RunAsync(HasAsync, cancellationToken).ConfigureAwait(false)
            ? UploadStart.Exists
            : await target.RunAsync((session, end) => PostAsync(session, mountFrom, end), cancellationToken).ConfigureAwait(false);

    /// <summary>Sends a small blob in one request.</summary>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public Task SendAsync(byte[] content, CancellationToken cancellationToken) => target.RunAsync(
        async (session, end) =>
        {
            for (var isStored = false; !isStored;)
            {
                isStored = await TrySendAsync(session, content, end).ConfigureAwait(false);
            }

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
            await target.RunAsync(SendPartsAsync, cancellationToken, allowance: _commitTime).ConfigureAwait(false);
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
            catch (PushRefusedException error) when (error.IsTransient || IsAboutUpload(error))
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
    /// <param name="places">How many blobs the target may read from the source by itself at the same time.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    /// <exception cref="SourceFailedException">The source can't be read.</exception>
    public Task FinishAsync(SourceRepository source, SemaphoreSlim places, CancellationToken cancellationToken) => target.RunAsync(
        async (session, end) =>
        {
            for (var isStored = false; !isStored;)
            {
                isStored = await TryFinishAsync(session, source, places, end).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken,
        () => _furthest,
        _commitTime);

    /// <summary>Sends a blob that the registry has lost, whatever it says.</summary>
    /// <inheritdoc cref="FinishAsync"/>
    public async Task SendAgainAsync(SourceRepository source, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        await target.RunAsync((session, end) => PostAsync(session, null, end), cancellationToken).ConfigureAwait(false);
        await FinishAsync(source, places, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TrySendAsync(RepositorySession session, byte[] content, CancellationToken cancellationToken)
    {
        // The response to the last attempt may have been lost; its upload is gone, or of unknown length.
        if (_offset is null && await HasAsync(session, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        if (_location is null)
        {
            await PostAsync(session, null, cancellationToken).ConfigureAwait(false);
        }

        var location = _location!;
        (_location, _offset) = (null, null);
        try
        {
            await PutAsync(session, location, content, cancellationToken).ConfigureAwait(false);
            Count(content.Length);
            return true;
        }
        catch (PushRefusedException error) when (IsAboutUpload(error) && _restarts < MaxRestarts)
        {
            _restarts++;
            return false;
        }
    }

    private async Task<bool> TryFinishAsync(
        RepositorySession session, SourceRepository source, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            // The response to the last request of an upload may have been lost.
            if (_offset is null && await HasAsync(session, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            await LocateAsync(session, cancellationToken).ConfigureAwait(false);
            while (_offset < blob.Size)
            {
                await SendRestAsync(session, source, places, cancellationToken).ConfigureAwait(false);
            }

            await PutAsync(session, _location!, [], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PushRefusedException error) when (IsAboutUpload(error) && _restarts < MaxRestarts)
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

    // The upload is gone, or is at another place; parts of it were lost; a chunk was too short, or had no length.
    private static bool IsAboutUpload(PushRefusedException error) => error.Result.HttpStatus is 400 or 404 or 411 or 416;

    private async Task LocateAsync(RepositorySession session, CancellationToken cancellationToken)
    {
        if (_location is { } location && _offset is null)
        {
            _offset = await session.SendAsync(
                () => RegistryClient.CreateRequest(HttpMethod.Get, location),
                (response, _) => Task.FromResult(ReadOffset(session, response)),
                cancellationToken).ConfigureAwait(false);
        }

        if (_location is null || _offset is null || _offset > blob.Size)
        {
            await PostAsync(session, null, cancellationToken).ConfigureAwait(false);
        }

        Recount(_offset!.Value);
        _furthest = Math.Max(_furthest, _offset.Value);
    }

    private async Task SendRestAsync(
        RepositorySession session, SourceRepository source, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        if (_sent > (blob.Size + SharedPart.MaxLength) * MaxSendings)
        {
            throw Endless();
        }

        session.Pause();
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SendRestAsync(session, source, _offset!.Value, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task SendRestAsync(RepositorySession session, SourceRepository source, long offset, CancellationToken cancellationToken)
    {
        using var broadcast = new BlobBroadcast(source, blob);
        var receiver = broadcast.Add(null);
        var reading = broadcast.ReadAsync(offset, cancellationToken);
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
            cancellationToken,
            allowance: _commitTime).ConfigureAwait(false) ?? _counted;
        _furthest = Math.Max(_furthest, _offset.Value);

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
        return long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last is > 0 and < long.MaxValue
            ? last + 1
            : null;
    }

    private Task<bool> HasAsync(RepositorySession session, CancellationToken cancellationToken) => session.SendAsync(
        () => RegistryClient.CreateRequest(HttpMethod.Head, session.At($"blobs/{blob.Digest}")),
        (response, _) => Task.FromResult(response.StatusCode != HttpStatusCode.NotFound),
        cancellationToken,
        // A registry may redirect to its storage for a blob that it has.
        status => status == HttpStatusCode.NotFound || (int)status is >= 300 and < 400);

    private async Task<UploadStart> PostAsync(RepositorySession session, string? mountFrom, CancellationToken cancellationToken)
    {
        try
        {
            return await PostOnceAsync(session, mountFrom, cancellationToken).ConfigureAwait(false);
        }
        catch (PushRefusedException error) when (mountFrom is not null && error.Result.HttpStatus is 400 or 403 or 404 or 405 or 501)
        {
            // A registry that mounts no blobs should start an upload instead, but some refuse.
            return await PostOnceAsync(session, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<UploadStart> PostOnceAsync(RepositorySession session, string? mountFrom, CancellationToken cancellationToken)
    {
        var query = mountFrom is null
            ? string.Empty
            : $"?mount={Uri.EscapeDataString(blob.Digest)}&from={Uri.EscapeDataString(mountFrom)}";
        return session.SendAsync(
            () => RegistryClient.CreateRequest(HttpMethod.Post, session.At($"blobs/uploads/{query}")), Read, cancellationToken);

        Task<UploadStart> Read(HttpResponseMessage response, CancellationToken _)
        {
            if (response.StatusCode == HttpStatusCode.Created && mountFrom is not null)
            {
                return Task.FromResult(UploadStart.Mounted);
            }

            (_location, _offset) = (session.Follow(response), 0);
            Recount(0);
            return Task.FromResult(UploadStart.Started);
        }
    }

    // The address exactly as in the response: it may be signed.
    private async Task PutAsync(RepositorySession session, Uri location, byte[] content, CancellationToken cancellationToken)
    {
        var separator = location.Query.Length == 0 ? '?' : '&';
        var address = new Uri($"{location.AbsoluteUri}{separator}digest={Uri.EscapeDataString(blob.Digest)}");
        await session.SendAsync(Create, Verify, cancellationToken, allowance: _commitTime).ConfigureAwait(false);

        HttpRequestMessage Create()
        {
            var request = RegistryClient.CreateRequest(HttpMethod.Put, address);
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(PartsContent.MediaType);
            return request;
        }

        Task<bool> Verify(HttpResponseMessage response, CancellationToken _) =>
            StoredDigest.Other(response, blob.Digest) is { } stored
                ? throw session.Refuse(response, $"stored {stored} in place of {blob.Digest}")
                : Task.FromResult(true);
    }

    private PushRefusedException Endless() => new(new ProbeResult
    {
        Status = ProbeStatus.Other,
        Request = $"PATCH {_location!.AbsolutePath}",
        Error = "the registry keeps losing what was sent",
    })
    {
        IsTransient = false,
    };

    private void Count(long bytes)
    {
        _counted += bytes;
        _sent += bytes;
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
    Started,

    /// <summary>The repository has the blob.</summary>
    Exists,

    /// <summary>The repository has the blob from another one of the same registry.</summary>
    Mounted,
}
