namespace Nebius.Registry.Emulator;

/// <summary><c>mcr.microsoft.com</c>: .NET base images without authentication. They are created on first use.</summary>
internal sealed class MicrosoftSite(string host, string scheme, BaseImageCatalog catalog) : RegistrySite(host, scheme)
{
    public override Access Authenticate(HttpContext context, RegistryRoute route)
    {
        RequestNotes.Set(context, Identity.Anonymous.Name);
        return new Access(Identity.Anonymous, Scopes: null);
    }

    public override async Task<RegistryCall> OpenAsync(HttpContext context, RegistryRoute route, Access access)
    {
        if (!route.IsPull)
        {
            throw RegistryFailure.Denied();
        }

        await catalog.EnsureAsync(route, context.RequestAborted).ConfigureAwait(false);
        return new RegistryCall(context, route, access, this, catalog.Content, route.Name) { OwnerId = Host };
    }

    public override Task HandleTokenAsync(HttpContext context) => throw RegistryFailure.Unsupported(404);

    public override RegistryCall? FindForMount(RegistryCall call, string fromName) => null;

    public override string? RedirectBlob(string digest, ReadOnlyMemory<byte> content) => null;
}
