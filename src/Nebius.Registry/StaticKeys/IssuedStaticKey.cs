namespace Nebius.Registry.StaticKeys;

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
