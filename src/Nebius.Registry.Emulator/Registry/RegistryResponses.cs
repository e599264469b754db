using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

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
        });
    }

    public static Task WriteJsonAsync(HttpContext context, string mediaType, JsonNode body) =>
        WriteBytesAsync(context, mediaType, JsonSerializer.SerializeToUtf8Bytes(body));

    /// <summary>Writes the body and its length; to a HEAD request only the length.</summary>
    /// <remarks>Results.Json would send its body over HTTP/2 even to HEAD, and Go clients break on that.</remarks>
    public static async Task WriteBytesAsync(HttpContext context, string mediaType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
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
