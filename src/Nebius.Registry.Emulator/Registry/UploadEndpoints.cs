using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>Accepts blobs: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs.</summary>
internal static class UploadEndpoints
{
    public static async Task StartAsync(RegistryCall call)
    {
        if (call.Request.Query["mount"].ToString() is { Length: > 0 } mounted && TryMount(call, mounted))
        {
            WriteCreated(call, mounted);
            return;
        }

        if (call.Request.Query["digest"].ToString() is { Length: > 0 } digest)
        {
            var content = await call.ReadBodyAsync().ConfigureAwait(false);
            Store(call, digest, ImmutableCollectionsMarshal.AsImmutableArray(content));
            return;
        }

        var session = call.FindOrCreateRepository().StartUpload();
        WriteProgress(call, session, StatusCodes.Status202Accepted);
    }

    public static async Task AppendAsync(RegistryCall call)
    {
        var session = FindSession(call);
        if (await TryAppendAsync(call, session).ConfigureAwait(false))
        {
            WriteProgress(call, session, StatusCodes.Status202Accepted);
        }
    }

    public static async Task FinishAsync(RegistryCall call)
    {
        var session = FindSession(call);
        var digest = call.Request.Query["digest"].ToString();
        if (!Digest.IsValid(digest))
        {
            throw RegistryFailure.DigestInvalid();
        }

        if (await TryAppendAsync(call, session).ConfigureAwait(false))
        {
            Store(call, digest, session.Join());
            call.FindRepository().EndUpload(session.Id);
        }
    }

    /// <summary>Answers GET with the progress of an upload, and cancels the upload on DELETE.</summary>
    public static Task SessionAsync(RegistryCall call)
    {
        var session = FindSession(call);
        if (HttpMethods.IsDelete(call.Request.Method))
        {
            call.FindRepository().EndUpload(session.Id);
            call.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            WriteProgress(call, session, StatusCodes.Status204NoContent);
        }

        return Task.CompletedTask;
    }

    /// <summary>Links the blob of another repository. If it returns false, the client gets an upload session instead.</summary>
    private static bool TryMount(RegistryCall call, string digest)
    {
        if (call.Request.Query["from"].ToString() is not { Length: > 0 } from
            || call.Site.FindForMount(call, from) is not { } source
            || source.Store.FindBlob(source.RepositoryName, digest) is not { } content)
        {
            return false;
        }

        call.Store.AddBlob(call.FindOrCreateRepository(), digest, content);
        return true;
    }

    private static async Task<bool> TryAppendAsync(RegistryCall call, UploadSession session)
    {
        var chunk = await call.ReadBodyAsync().ConfigureAwait(false);
        var range = ContentRange.Read(call.Request.Headers.ContentRange.ToString());
        if (range.FitsLength(chunk.Length) && session.TryAppend(range.Start, chunk))
        {
            return true;
        }

        WriteProgress(call, session, StatusCodes.Status416RangeNotSatisfiable);
        return false;
    }

    private static void Store(RegistryCall call, string digest, ImmutableArray<byte> content)
    {
        if (!Digest.IsValid(digest) || !Digest.Matches(digest, content.AsSpan()))
        {
            throw RegistryFailure.DigestInvalid();
        }

        call.Store.AddBlob(call.FindOrCreateRepository(), digest, content);
        WriteCreated(call, digest);
    }

    private static UploadSession FindSession(RegistryCall call) =>
        call.FindRepository().FindUpload(call.Reference) ?? throw RegistryFailure.UploadUnknown();

    private static void WriteCreated(RegistryCall call, string digest)
    {
        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location = $"{call.BasePath}/blobs/{digest}";
        call.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private static void WriteProgress(RegistryCall call, UploadSession session, int statusCode)
    {
        call.Response.StatusCode = statusCode;
        call.Response.Headers["Docker-Upload-UUID"] = session.Id;
        call.Response.Headers.Range = $"0-{Math.Max(0, session.Length - 1)}";

        // With a query, as at other registries: a client that appends `?digest=` instead of `&digest=` fails here too.
        call.Response.Headers.Location = $"{call.BasePath}/blobs/uploads/{session.Id}?_state={session.Length}";
    }
}

/// <summary>A blob upload in progress.</summary>
internal sealed class UploadSession(string id)
{
    private readonly Lock _lock = new();
    private readonly List<byte[]> _chunks = [];

    public string Id { get; } = id;

    public long Length
    {
        get
        {
            lock (_lock)
            {
                return _chunks.Sum(chunk => chunk.LongLength);
            }
        }
    }

    /// <summary>Adds a chunk; returns false if it does not start where the previous one ended.</summary>
    public bool TryAppend(long? start, byte[] chunk)
    {
        lock (_lock)
        {
            if (start is { } position && position != Length)
            {
                return false;
            }

            _chunks.Add(chunk);
            return true;
        }
    }

    /// <summary>Returns the whole blob.</summary>
    public ImmutableArray<byte> Join()
    {
        lock (_lock)
        {
            var whole = new byte[Length];
            var position = 0;
            foreach (var chunk in _chunks)
            {
                chunk.CopyTo(whole, position);
                position += chunk.Length;
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(whole);
        }
    }
}

/// <summary>The Content-Range of a chunk: <c>START-END</c>, without the unit that HTTP requires.</summary>
internal sealed record ContentRange(long? Start, long? End)
{
    /// <summary>Parses the header. Without it, as docker sends chunks, the chunk is appended.</summary>
    /// <exception cref="RegistryFailure">BLOB_UPLOAD_INVALID.</exception>
    public static ContentRange Read(string header)
    {
        if (header.Length == 0)
        {
            return new ContentRange(null, null);
        }

        var parts = header.Split('-');
        return parts.Length == 2 && TryParse(parts[0], out var start) && TryParse(parts[1], out var end)
            ? new ContentRange(start, end)
            : throw new RegistryFailure(400, "BLOB_UPLOAD_INVALID", "invalid content range");
    }

    public bool FitsLength(long length) => Start is not { } start || End is not { } end || end - start + 1 == length;

    private static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
