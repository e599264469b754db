namespace Nebius.Registry.Emulator;

/// <summary>A Nebius registry host: <c>cr.REGION.nebius.cloud</c>, or localhost instead of it.</summary>
internal sealed class NebiusSite(string host, string scheme, string region, string? storageOrigin, EmulatorState state)
    : RegistrySite(host, scheme)
{
    private const string UserName = "iam";

    /// <summary>Whether it challenges with Basic instead of Bearer; then it has no token endpoint.</summary>
    public bool UsesBasic { get; set; }

    public override Access Authenticate(HttpContext context, RegistryRoute route)
    {
        var given = AuthorizationHeader.SchemeOf(context.Request) is not null;
        if (FindAccess(context.Request) is not { } access)
        {
            throw RegistryFailure.Unauthorized(Challenge(context.Request, route, error: null), given);
        }

        RequestNotes.Set(context, access.Identity.Name);
        return access.Covers(route.Name, ActionOf(route)) || route.Name.Length == 0
            ? access
            : throw RegistryFailure.Unauthorized(Challenge(context.Request, route, "insufficient_scope"), credentialGiven: false);
    }

    public override Task<RegistryCall> OpenAsync(HttpContext context, RegistryRoute route, Access access)
    {
        state.Changes.Settle(state.Options.Time.GetUtcNow());
        var parts = route.Name.Split('/', 2);
        var registry = state.Registries.Find(parts[0], region) ?? throw RegistryFailure.RegistryUnknown(parts[0]);
        var needed = route.IsPull ? RegistryRights.Pull : RegistryRights.Push;
        if (registry.RightsOf(access.Identity) < needed)
        {
            throw RegistryFailure.Denied();
        }

        if (needed == RegistryRights.Push && registry.State != RegistryState.Active)
        {
            throw RegistryFailure.NotActive(registry.State);
        }

        return parts is [_, var repository]
            ? Task.FromResult(new RegistryCall(context, route, access, this, registry.Content, repository) { OwnerId = registry.Id })
            : throw RegistryFailure.RepositoryUnknown(registry.Id);
    }

    public override RegistryCall? FindForMount(RegistryCall call, string fromName)
    {
        var parts = fromName.Split('/', 2);
        return parts is [var id, var repository]
            && state.Registries.Find(id, region) is { } registry
            && registry.RightsOf(call.Access.Identity) >= RegistryRights.Pull
            && call.Access.Covers(fromName, "pull")
                ? call with { Store = registry.Content, RepositoryName = repository }
                : null;
    }

    public override string? RedirectBlob(string digest, ReadOnlyMemory<byte> content) =>
        storageOrigin is null ? null : storageOrigin + state.Storage.Sign(digest, content);

    /// <summary>
    /// Issues a token for all requested scopes, as the real endpoint does; the rights are checked with each request:
    /// https://distribution.github.io/distribution/spec/auth/token/.
    /// </summary>
    public override Task HandleTokenAsync(HttpContext context)
    {
        if (UsesBasic)
        {
            throw RegistryFailure.Unsupported(404);
        }

        // The .NET SDK and helm try the POST of OAuth2 first; both continue with GET after 405.
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET";
            throw RegistryFailure.Unsupported(405);
        }

        var scopes = TokenScope.Read(context.Request.Query["scope"]);
        var identity = AuthorizationHeader.SchemeOf(context.Request) is null
            ? AnonymousFor(scopes)
            : FindByPassword(context.Request) ?? throw RegistryFailure.BadCredential();
        RequestNotes.Set(context, identity.Name);
        var token = state.RegistryTokens.Issue(Host, new Access(identity, scopes));
        return TokenAnswer.WriteAsync(context, token, state.Options);
    }

    private Access? FindAccess(HttpRequest request)
    {
        if (UsesBasic)
        {
            return FindByPassword(request) is { } identity ? new Access(identity, Scopes: null) : null;
        }

        // The registry also accepts access tokens of IAM as Bearer, without its token endpoint.
        if (AuthorizationHeader.BearerOf(request) is not { } token)
        {
            return null;
        }

        return state.RegistryTokens.Find(token, Host)
            ?? (state.Iam.FindByAccessToken(token) is { } caller ? new Access(caller, Scopes: null) : null);
    }

    private Identity? FindByPassword(HttpRequest request) =>
        AuthorizationHeader.BasicOf(request) is { UserName: UserName } credential ? state.Iam.FindForRegistry(credential.Password) : null;

    private Identity AnonymousFor(IReadOnlyList<TokenScope> scopes)
    {
        var allowed = scopes.Count > 0 && scopes.All(scope =>
            state.Registries.Find(scope.Name.Split('/')[0], region) is { AllowAnonymousPull: true } && scope.Actions is ["pull"]);
        return allowed ? Identity.Anonymous : throw new RegistryFailure(401, "UNAUTHORIZED", "authentication required");
    }

    private string Challenge(HttpRequest request, RegistryRoute route, string? error)
    {
        if (UsesBasic)
        {
            return $"Basic realm=\"{Host}\"";
        }

        var realm = state.Faults.TryTake<RealmFault>(EmulatorEndpoint.Challenge, Host)?.Value ?? Origin + "/v2/token/";
        var scope = route.Name.Length == 0 ? "" : $",scope=\"{NeededScope(request, route)}\"";
        return $"Bearer realm=\"{realm}\",service=\"{Host}\"{scope}" + (error is null ? "" : $",error=\"{error}\"");
    }

    // A mount reads from another repository, so it needs a second scope.
    private static string NeededScope(HttpRequest request, RegistryRoute route)
    {
        var scope = $"repository:{route.Name}:{(route.IsPull ? "pull" : "pull,push")}";
        return route.Endpoint == EmulatorEndpoint.UploadStart && request.Query["from"].ToString() is { Length: > 0 } from
            ? $"{scope} repository:{from}:pull"
            : scope;
    }

    private static string ActionOf(RegistryRoute route) => route.Endpoint switch
    {
        EmulatorEndpoint.Delete => "delete",
        _ => route.IsPull ? "pull" : "push",
    };
}
