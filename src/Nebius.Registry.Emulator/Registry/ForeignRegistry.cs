namespace Nebius.Registry.Emulator;

/// <summary>A registry that is none of Nebius's: one user with a password, challenged with Basic.</summary>
public sealed class ForeignRegistry
{
    internal ForeignRegistry(string host, string userName, string password)
    {
        Host = host;
        UserName = userName;
        Password = password;
    }

    public string Host { get; }

    public string UserName { get; }

    public string Password { get; }

    /// <summary>Whether anybody may pull.</summary>
    public bool AllowAnonymousPull { get; set; }

    public ContentStore Content { get; } = new();

    public override string ToString() => Host;
}

/// <summary>The distribution API of a <see cref="ForeignRegistry"/>.</summary>
internal sealed class ForeignSite(ForeignRegistry registry) : RegistrySite(registry.Host, "https")
{
    public override Access Authenticate(HttpContext context, RegistryRoute route)
    {
        if (AuthorizationHeader.BasicOf(context.Request) is { } credential
            && credential.UserName == registry.UserName && credential.Password == registry.Password)
        {
            RequestNotes.Set(context, credential.UserName);
            return new Access(new Identity(credential.UserName, IdentityProof.Password, null), Scopes: null);
        }

        return registry.AllowAnonymousPull && route.IsPull
            ? new Access(Identity.Anonymous, Scopes: null)
            : throw RegistryFailure.Unauthorized($"Basic realm=\"{Host}\"", AuthorizationHeader.SchemeOf(context.Request) is not null);
    }

    public override Task<RegistryCall> OpenAsync(HttpContext context, RegistryRoute route, Access access) =>
        Task.FromResult(new RegistryCall(context, route, access, this, registry.Content, route.Name));

    public override Task HandleTokenAsync(HttpContext context) => throw RegistryFailure.Unsupported(404);

    public override RegistryCall FindForMount(RegistryCall call, string fromName) => call with { RepositoryName = fromName };

    public override string? RedirectBlob(string digest, ReadOnlyMemory<byte> content) => null;
}
