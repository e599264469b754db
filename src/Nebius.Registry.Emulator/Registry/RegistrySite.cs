namespace Nebius.Registry.Emulator;

/// <summary>A host that serves the distribution API: who may enter, and which content is behind a name.</summary>
internal abstract class RegistrySite(string host, string scheme)
{
    /// <summary>The host with its port, if that is not the default.</summary>
    public string Host { get; } = host;

    public string Origin => $"{Scheme}://{Host}";

    protected string Scheme { get; } = scheme;

    /// <exception cref="RegistryFailure">401.</exception>
    public abstract Access Authenticate(HttpContext context, RegistryRoute route);

    /// <exception cref="RegistryFailure">403, or 404 when the registry is not here.</exception>
    public abstract Task<RegistryCall> OpenAsync(HttpContext context, RegistryRoute route, Access access);

    /// <summary>Answers `/v2/token/`.</summary>
    public abstract Task HandleTokenAsync(HttpContext context);

    /// <summary>A repository of this host that the caller may mount blobs from, or null.</summary>
    public abstract RegistryCall? FindForMount(RegistryCall call, string fromName);

    /// <summary>Where a blob's bytes are, or null when this host sends them itself.</summary>
    public abstract string? RedirectBlob(string digest, ReadOnlyMemory<byte> content);
}

/// <summary>A request that may touch the repository which it names.</summary>
internal sealed record RegistryCall(
    HttpContext Context, RegistryRoute Route, Access Access, RegistrySite Site, ContentStore Store, string RepositoryName)
{
    /// <summary>The registry's id in the words of its errors.</summary>
    public string OwnerId { get; init; } = "";

    public HttpRequest Request => Context.Request;

    public HttpResponse Response => Context.Response;

    public string Reference => Route.Reference;

    /// <summary>`/v2/NAME`.</summary>
    public string BasePath => "/v2/" + Route.Name;

    public Repository FindRepository() => Store.Find(RepositoryName) ?? throw RegistryFailure.RepositoryUnknown(OwnerId);

    /// <summary>A repository appears with the first push to it.</summary>
    public Repository FindOrCreateRepository() => Store.FindOrCreate(RepositoryName);

    public async Task<byte[]> ReadBodyAsync()
    {
        using var body = new MemoryStream((int)(Request.ContentLength ?? 0));
        await Request.Body.CopyToAsync(body, Context.RequestAborted).ConfigureAwait(false);
        return body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
    }
}
