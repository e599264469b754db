namespace Nebius.Registry.StaticKeys;

/// <summary>What Nebius's API says of a static key. The token is not among it: it is shown once, when the key is issued.</summary>
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
