namespace Nebius.Registry.Emulator;

/// <summary>A registry of another vendor, with one user. It challenges with Basic.</summary>
public sealed class ForeignRegistry
{
    internal ForeignRegistry(string host, string userName, string password)
    {
        Host = host;
        UserName = userName;
        Password = password;
    }

    /// <summary>The host name.</summary>
    public string Host { get; }

    /// <summary>The name of the user.</summary>
    public string UserName { get; }

    /// <summary>The password of the user, a secret.</summary>
    public string Password { get; }

    /// <summary>Whether clients can pull without a credential; false by default.</summary>
    public bool AllowAnonymousPull { get; set; }

    /// <summary>The repositories of the registry.</summary>
    public ContentStore Content { get; } = new();

    /// <summary>Returns the host name.</summary>
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
