using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>Serves the distribution API of a host: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md.</summary>
internal static class RegistryApi
{
    public static async Task HandleAsync(HttpContext context, RegistrySite site, RegistryRoute route)
    {
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        try
        {
            await AnswerAsync(context, site, route).ConfigureAwait(false);
        }
        catch (RegistryFailure failure)
        {
            await RegistryResponses.WriteFailureAsync(context, failure).ConfigureAwait(false);
        }
    }

    private static async Task AnswerAsync(HttpContext context, RegistrySite site, RegistryRoute route)
    {
        if (route.Endpoint == EmulatorEndpoint.RegistryToken)
        {
            await site.HandleTokenAsync(context).ConfigureAwait(false);
            return;
        }

        var access = site.Authenticate(context, route);
        if (route.Endpoint == EmulatorEndpoint.RegistryPing)
        {
            await RegistryResponses.WriteJsonAsync(context, "application/json", new JsonObject()).ConfigureAwait(false);
            return;
        }

        if (route.Endpoint == EmulatorEndpoint.Other)
        {
            throw RegistryFailure.Unsupported(404);
        }

        await AnswerAsync(await site.OpenAsync(context, route, access).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static Task AnswerAsync(RegistryCall call) => call.Route.Endpoint switch
    {
        EmulatorEndpoint.ManifestRead => ManifestEndpoints.ReadAsync(call),
        EmulatorEndpoint.ManifestWrite => ManifestEndpoints.WriteAsync(call),
        EmulatorEndpoint.BlobRead => BlobEndpoints.ReadAsync(call),
        EmulatorEndpoint.Delete when call.Route.IsBlob => BlobEndpoints.DeleteAsync(call),
        EmulatorEndpoint.Delete => ManifestEndpoints.DeleteAsync(call),
        EmulatorEndpoint.UploadStart => UploadEndpoints.StartAsync(call),
        EmulatorEndpoint.UploadChunk => UploadEndpoints.AppendAsync(call),
        EmulatorEndpoint.UploadFinish => UploadEndpoints.FinishAsync(call),
        EmulatorEndpoint.UploadSession => UploadEndpoints.SessionAsync(call),
        EmulatorEndpoint.TagList => DiscoveryEndpoints.ListTagsAsync(call),
        _ => DiscoveryEndpoints.ListReferrersAsync(call),
    };
}
