namespace Nebius.Registry.Emulator;

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
        using MemoryStream body = new((int)(Request.ContentLength ?? 0));
        await Request.Body.CopyToAsync(body, Context.RequestAborted);
        return body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
    }
}
