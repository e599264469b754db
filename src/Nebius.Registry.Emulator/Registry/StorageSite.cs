using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary><c>storage.REGION.nebius.cloud</c>: object storage that accepts only signed links.</summary>
internal sealed class StorageSite(EmulatorOptions options, SecretList secrets)
{
    private const string Root = "/container-registry/";
    private readonly ConcurrentDictionary<string, SignedLink> _links = new(StringComparer.Ordinal);

    public static bool Serves(string path) => path.StartsWith(Root, StringComparison.Ordinal);

    /// <summary>Returns the path and the query of a link that is valid for 5 minutes.</summary>
    public string Sign(string digest, ReadOnlyMemory<byte> content)
    {
        var signature = secrets.Add(RandomText.Opaque(32));
        _links[signature] = new SignedLink(digest, content, options.Time.GetUtcNow().AddMinutes(5));
        return $"{Root}{digest.Replace(':', '/')}?X-Amz-Signature={signature}";
    }

    public async Task HandleAsync(HttpContext context)
    {
        // As at S3, a request with two credentials is an error: a client must drop the header on the redirect.
        if (AuthorizationHeader.SchemeOf(context.Request) is not null)
        {
            await WriteErrorAsync(context, StatusCodes.Status400BadRequest, "InvalidArgument", "Only one auth mechanism allowed")
                .ConfigureAwait(false);
            return;
        }

        var signature = context.Request.Query["X-Amz-Signature"].ToString();
        if (!_links.TryGetValue(signature, out var link)
            || link.ExpiresAt <= options.Time.GetUtcNow()
            || context.Request.Path != $"{Root}{link.Digest.Replace(':', '/')}")
        {
            await WriteErrorAsync(context, StatusCodes.Status403Forbidden, "AccessDenied", "Access Denied").ConfigureAwait(false);
            return;
        }

        var answer = Results.Bytes(link.Content, "application/octet-stream", enableRangeProcessing: true);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    }

    private static Task WriteErrorAsync(HttpContext context, int statusCode, string code, string message)
    {
        context.Response.StatusCode = statusCode;
        var body = System.Text.Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code><Message>{message}</Message></Error>");
        return RegistryResponses.WriteBytesAsync(context, "application/xml", body);
    }

    private sealed record SignedLink(string Digest, ReadOnlyMemory<byte> Content, DateTimeOffset ExpiresAt);
}
