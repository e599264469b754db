using System.Collections.Immutable;

namespace Nebius.Registry.Emulator;

/// <summary>Serves blobs: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs.</summary>
internal static class BlobEndpoints
{
    public static Task ReadAsync(RegistryCall call)
    {
        call.FindRepository();
        var content = call.Store.FindBlob(call.RepositoryName, call.Reference) ?? throw RegistryFailure.BlobUnknown();
        call.Response.Headers["Docker-Content-Digest"] = call.Reference;
        if (HttpMethods.IsGet(call.Request.Method) && call.Site.RedirectBlob(call.Reference, content.AsMemory()) is { } location)
        {
            call.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            call.Response.Headers.Location = location;
            return Task.CompletedTask;
        }

        return RegistryResponses.WriteBytesAsync(call.Context, "application/octet-stream", content.AsMemory());
    }

    public static Task DeleteAsync(RegistryCall call)
    {
        if (!call.FindRepository().UnlinkBlob(call.Reference))
        {
            throw RegistryFailure.BlobUnknown();
        }

        call.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }
}
