using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>Writes the answers of HTTP servers.</summary>
internal static class RegistryResponses
{
    public static async Task WriteFailureAsync(HttpContext context, RegistryFailure failure)
    {
        context.Response.StatusCode = failure.StatusCode;
        if (failure.Challenge is not null)
        {
            context.Response.Headers.WWWAuthenticate = failure.Challenge;
        }

        await WriteJsonAsync(context, "application/json", new JsonObject
        {
            ["errors"] = new JsonArray(new JsonObject { ["code"] = failure.Code, ["message"] = failure.Message }),
        }).ConfigureAwait(false);
    }

    public static Task WriteJsonAsync(HttpContext context, string mediaType, JsonNode body) =>
        WriteBytesAsync(context, mediaType, JsonSerializer.SerializeToUtf8Bytes(body));

    /// <summary>Writes the body and its length; for a HEAD request only the length.</summary>
    /// <remarks>Results.Json sends its body over HTTP/2 even for HEAD, which breaks Go clients.</remarks>
    public static async Task WriteBytesAsync(HttpContext context, string mediaType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    public static void SetRetryAfter(HttpContext context, TimeSpan? retryAfter)
    {
        if (retryAfter is { } delay)
        {
            context.Response.Headers.RetryAfter = ((long)delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }
}

/// <summary>
/// An error that the registry answers with. The codes are those of
/// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes, the messages those of the real registry.
/// </summary>
internal sealed class RegistryFailure(int statusCode, string code, string message) : Exception(message)
{
    public int StatusCode { get; } = statusCode;

    public string Code { get; } = code;

    /// <summary>The WWW-Authenticate header of a 401.</summary>
    public string? Challenge { get; private init; }

    public static RegistryFailure Unauthorized(string challenge, bool credentialGiven) =>
        new(401, "UNAUTHORIZED", credentialGiven ? "authentication required: failed to get profile" : "authentication required")
        {
            Challenge = challenge,
        };

    public static RegistryFailure BadCredential() => new(401, "UNAUTHORIZED", "authentication required: failed to get profile");

    public static RegistryFailure Denied() => new(403, "DENIED", "requested access to the resource is denied");

    // Assumed: the answer of the real registry is not known.
    public static RegistryFailure NotActive(RegistryState state) => new(403, "DENIED", $"registry is not active: {state}");

    public static RegistryFailure RegistryUnknown(string id) =>
        new(404, "NAME_UNKNOWN", $"repository name not known to registry: Entity Registry not found by id {id}");

    public static RegistryFailure RepositoryUnknown(string registryId) =>
        new(404, "NAME_UNKNOWN", $"repository name not known to registry: Entity Folder not found for registry {registryId}");

    public static RegistryFailure ManifestUnknown(string reference) =>
        new(404, "MANIFEST_UNKNOWN", $"manifest unknown: Tag not found for manifest {reference}");

    public static RegistryFailure BlobUnknown() => new(404, "BLOB_UNKNOWN", "blob unknown to registry");

    public static RegistryFailure UploadUnknown() => new(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");

    public static RegistryFailure DigestInvalid() => new(400, "DIGEST_INVALID", "provided digest did not match uploaded content");

    public static RegistryFailure ManifestInvalid(string why) => new(400, "MANIFEST_INVALID", "manifest invalid: " + why);

    public static RegistryFailure Unsupported(int statusCode) => new(statusCode, "UNSUPPORTED", "The operation is unsupported.");
}
