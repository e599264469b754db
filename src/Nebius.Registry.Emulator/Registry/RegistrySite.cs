namespace Nebius.Registry.Emulator;

/// <summary>A host that serves the distribution API: it authenticates and authorizes clients, and finds the content of a name.</summary>
internal abstract class RegistrySite(string host, string scheme)
{
    /// <summary>The host with its port, if that is not the default.</summary>
    public string Host { get; } = host;

    public string Origin => $"{Scheme}://{Host}";

    protected string Scheme { get; } = scheme;

    /// <summary>Authenticates the client.</summary>
    /// <exception cref="RegistryFailure">401.</exception>
    public abstract Access Authenticate(HttpContext context, RegistryRoute route);

    /// <summary>Authorizes the client and finds the content.</summary>
    /// <exception cref="RegistryFailure">403, or 404 if the registry isn't at this host.</exception>
    public abstract Task<RegistryCall> OpenAsync(HttpContext context, RegistryRoute route, Access access);

    /// <summary>Answers a request to <c>/v2/token/</c>.</summary>
    public abstract Task HandleTokenAsync(HttpContext context);

    /// <summary>Returns the repository to mount a blob from, or null if the client can't pull from it.</summary>
    public abstract RegistryCall? FindForMount(RegistryCall call, string fromName);

    /// <summary>Returns the address of the content of a blob, or null if this host sends it itself.</summary>
    public abstract string? RedirectBlob(string digest, ReadOnlyMemory<byte> content);
}

/// <summary>An authorized request to a repository.</summary>
internal sealed record RegistryCall(
    HttpContext Context, RegistryRoute Route, Access Access, RegistrySite Site, ContentStore Store, string RepositoryName)
{
    /// <summary>The ID of the registry in error messages.</summary>
    public string OwnerId { get; init; } = "";

    public HttpRequest Request => Context.Request;

    public HttpResponse Response => Context.Response;

    public string Reference => Route.Reference;

    /// <summary><c>/v2/NAME</c>.</summary>
    public string BasePath => "/v2/" + Route.Name;

    public Repository FindRepository() => Store.Find(RepositoryName) ?? throw RegistryFailure.RepositoryUnknown(OwnerId);

    /// <summary>Returns the repository; the first push to it creates it.</summary>
    public Repository FindOrCreateRepository() => Store.FindOrCreate(RepositoryName);

    public async Task<byte[]> ReadBodyAsync()
    {
        using var body = new MemoryStream((int)(Request.ContentLength ?? 0));
        await Request.Body.CopyToAsync(body, Context.RequestAborted).ConfigureAwait(false);
        return body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
    }
}
