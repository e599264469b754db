namespace Nebius.Registry.StaticKeys;

/// <summary>What the Nebius API says about a static key. The token is not among it: it is shown once, when the key is issued.</summary>
public sealed record StaticKeyInfo
{
    /// <summary>Gets the key's id, such as <c>statickey-e00abc</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the key's name; empty when it has none.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the id of the project that it is in.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Gets the id of the service account that it stands for; empty when it stands for something else.</summary>
    public required string ServiceAccountId { get; init; }

    /// <summary>Gets the service that it is for.</summary>
    public required ClientService Service { get; init; }

    /// <summary>Gets when it expires; null when the API names no time.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets when it was issued; null when the API names no time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets a value indicating whether the API calls it active. An expired key may still be listed.</summary>
    public required bool IsActive { get; init; }
}

/// <summary>A static key that was just issued. Its token is shown this once.</summary>
public sealed record IssuedStaticKey
{
    /// <summary>Gets the key's id, such as <c>statickey-e00abc</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the key's name; empty when it has none.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the service account that it stands for.</summary>
    public required string ServiceAccountId { get; init; }

    /// <summary>Gets the project that it is in.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Gets when it expires.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Gets the token: the password of the user <c>iam</c> at every registry host.</summary>
    public required Secret Token { get; init; }

    /// <summary>Returns the id, never the token.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id;

    /// <summary>Returns what is known of it without its token.</summary>
    internal StaticKeyInfo ToInfo() => new()
    {
        Id = Id,
        Name = Name,
        ProjectId = ProjectId,
        ServiceAccountId = ServiceAccountId,
        Service = ClientService.ContainerRegistry,
        ExpiresAt = ExpiresAt,
        IsActive = true,
    };
}

/// <summary>The Nebius service that a static key is for. It works for no other.</summary>
public enum ClientService
{
    /// <summary>A service that this version doesn't know.</summary>
    Unknown = -1,

    /// <summary>None was named.</summary>
    Unspecified = 0,

    /// <summary>Observability.</summary>
    Observability = 1,

    /// <summary>Container Registry, the one that this library issues keys for.</summary>
    ContainerRegistry = 2,

    /// <summary>AI Studio.</summary>
    AIStudio = 3,

    /// <summary>Tracto.</summary>
    Tracto = 4,

    /// <summary>Logins to Linux machines.</summary>
    LinuxIdentity = 5,
}
