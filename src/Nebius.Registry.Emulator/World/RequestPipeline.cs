using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>Passes each request to the server that its host and listener select; gRPC calls continue to the next middleware.</summary>
internal sealed class RequestPipeline(EmulatorState state, RegistrySites sites, StatusPage status, int localPort, int iamPort)
{
    public async Task HandleAsync(HttpContext context, RequestDelegate grpc)
    {
        // Looking at the log does not change it.
        if (context.Connection.LocalPort == localPort && StatusPage.Serves(context.Request.Path.Value ?? ""))
        {
            await status.HandleAsync(context).ConfigureAwait(false);
            return;
        }

        var number = state.Requests.NextNumber();
        if (state.Options.DateOffset != TimeSpan.Zero)
        {
            context.Response.GetTypedHeaders().Date = state.Options.Time.GetUtcNow() + state.Options.DateOffset;
        }

        var destination = FindDestination(context);
        void Log() => state.Requests.Add(Describe(context, destination.Endpoint, number));
        RequestNotes.Set(context, Log);

        // A client may read the log as soon as it has the answer, so the record is written before. For gRPC that is too early: the
        // headers of an answer are sent before the caller is authenticated.
        var isGrpc = TrailersOnly.IsGrpc(context.Request);
        if (!isGrpc)
        {
            context.Response.OnStarting(() =>
            {
                Log();
                return Task.CompletedTask;
            });
        }

        try
        {
            var host = context.Request.Host.Value ?? "";
            var fault = state.Faults.TryTakeForRequest(destination.Endpoint, host);
            if (fault is null || !await FaultInjection.ApplyAsync(context, fault, state.Options.Time).ConfigureAwait(false))
            {
                await FaultInjection.HandleAsync(context, fault, () => destination.HandleAsync(context, grpc)).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isGrpc || !context.Response.HasStarted || RequestNotes.WasCut(context))
            {
                Log();
            }
        }
    }

    private Destination FindDestination(HttpContext context)
    {
        var host = context.Request.Host.Host;
        var path = context.Request.Path.Value ?? "";
        if (context.Connection.LocalPort == iamPort)
        {
            return Api(ApiRoutes.FindAnywhere(path));
        }

        if (context.Connection.LocalPort == localPort)
        {
            return path == InstanceMetadata.Path ? Metadata()
                : StorageSite.Serves(path) ? Storage()
                : Registry(sites.FindLocal(context.Request.Host, path), context, path);
        }

        if (state.Hosts.IsHostile(host))
        {
            return new Destination(EmulatorEndpoint.HostileHost, StealAsync);
        }

        return sites.Find(host) is { } site ? Registry(site, context, path)
            : state.Hosts.IsStorage(host, out _) ? Storage()
            : host == GitHubActions.Host ? GitHub(path)
            : host == AzurePipelines.Host ? Azure(path)
            : ApiRoutes.IsHost(host) ? Api(ApiRoutes.Find(host, path))
            : new Destination(EmulatorEndpoint.Other, NotFoundAsync);
    }

    private Destination Metadata() =>
        new(EmulatorEndpoint.InstanceMetadata, (context, _) => state.InstanceMetadata.HandleAsync(context));

    private Destination Storage() => new(EmulatorEndpoint.Storage, (context, _) => state.Storage.HandleAsync(context));

    private Destination GitHub(string path) => path == state.GitHubActions.RequestUrl.AbsolutePath
        ? new Destination(EmulatorEndpoint.GitHubIdToken, (context, _) => state.GitHubActions.HandleAsync(context))
        : new Destination(EmulatorEndpoint.Other, NotFoundAsync);

    private Destination Azure(string path) => path == state.AzurePipelines.RequestUrl.AbsolutePath
        ? new Destination(EmulatorEndpoint.AzureOidcToken, (context, _) => state.AzurePipelines.HandleAsync(context))
        : new Destination(EmulatorEndpoint.Other, NotFoundAsync);

    private Destination Api(EmulatorEndpoint endpoint) =>
        new(endpoint, endpoint == EmulatorEndpoint.Other ? NotFoundAsync : (context, grpc) => grpc(context));

    private static Destination Registry(RegistrySite site, HttpContext context, string path)
    {
        var route = RegistryRoute.Parse(context.Request.Method, path);
        return new Destination(route.Endpoint, (request, _) => RegistryApi.HandleAsync(request, site, route));
    }

    // A hostile host accepts every credential; the request log has what a client would have leaked.
    private static Task StealAsync(HttpContext context, RequestDelegate grpc) =>
        RegistryResponses.WriteJsonAsync(context, "application/json", new JsonObject { ["token"] = "stolen", ["expires_in"] = 300 });

    private Task NotFoundAsync(HttpContext context, RequestDelegate grpc)
    {
        if (TrailersOnly.IsGrpc(context.Request))
        {
            var host = context.Connection.LocalPort == iamPort ? null : context.Request.Host.Host;
            TrailersOnly.WriteUnimplemented(context, ApiRoutes.HasService(host, context.Request.Path.Value ?? ""));
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private RequestRecord Describe(HttpContext context, EmulatorEndpoint endpoint, int number) => new()
    {
        Number = number,
        At = state.Options.Time.GetUtcNow(),
        Endpoint = endpoint,
        Method = state.Secrets.Redact(context.Request.Method),
        Host = state.Secrets.Redact(context.Request.Host.Value ?? ""),
        Path = state.Secrets.Redact(context.Request.Path.Value ?? ""),
        Query = state.Secrets.RedactQuery(context.Request.QueryString.Value ?? ""),
        Protocol = context.Request.Protocol,
        AuthorizationScheme = AuthorizationHeader.KnownSchemeOf(context.Request),
        CredentialHash = AuthorizationHeader.HashOf(context.Request),
        Identity = RequestNotes.NameOf(context),
        StatusCode = RequestNotes.WasCut(context) ? 0 : context.Response.StatusCode,
        Fault = RequestNotes.FaultOf(context),
    };

    private sealed record Destination(EmulatorEndpoint Endpoint, Func<HttpContext, RequestDelegate, Task> HandleAsync);
}
