namespace Nebius.Registry.StaticKeys;

/// <summary>A static key to be issued for Container Registry.</summary>
public sealed record StaticKeyRequest
{
    /// <summary>Gets the service account that it shall stand for, as in <c>serviceaccount-e00abc</c>.</summary>
    public required string ServiceAccountId { get; init; }

    /// <summary>Gets the project of that account, as in <c>project-e00abc</c>.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Gets the key's name, which no other key of the project has; null for a key without one.</summary>
    public string? Name { get; init; }

    /// <summary>Gets when it shall expire, at most three years from now; null for six months from now.</summary>
    /// <remarks><see cref="StaticKeyExpiry.Parse"/> reads what a user typed.</remarks>
    public DateTimeOffset? ExpiresAt { get; init; }
}
