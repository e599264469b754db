namespace Nebius.Registry.StaticKeys;

/// <summary>A static key that took another's place. Its token is where the request said.</summary>
public sealed record RotatedStaticKey
{
    /// <summary>Gets the new key's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the new key's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the service account that both keys stand for.</summary>
    public required string ServiceAccountId { get; init; }

    /// <summary>Gets the project that both keys are in.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Gets when the new key expires.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Gets where the token is, in words.</summary>
    public required string Destination { get; init; }

    /// <summary>Gets the id of the key that was revoked.</summary>
    public required string OldKeyId { get; init; }
}
