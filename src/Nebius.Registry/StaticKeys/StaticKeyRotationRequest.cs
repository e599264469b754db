using Nebius.Registry.Oci;

namespace Nebius.Registry.StaticKeys;

/// <summary>A static key to be replaced, named by its token or by its id.</summary>
public sealed record StaticKeyRotationRequest
{
    /// <summary>Gets the token of the old key; null when <see cref="OldKeyId"/> names it.</summary>
    public Secret? OldToken { get; init; }

    /// <summary>Gets the id of the old key, as in <c>statickey-e00abc</c>; null when <see cref="OldToken"/> names it.</summary>
    public string? OldKeyId { get; init; }

    /// <summary>Gets the registry's host, at which the new key must work before the old one goes.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets a repository there, such as <c>e00abc/app</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets what the new key must be able to do there; a push is tried by an upload that is cancelled at once.</summary>
    public RegistryAction Action { get; init; } = RegistryAction.Push;

    /// <summary>Gets where the new token goes.</summary>
    public required StaticKeyDestination Destination { get; init; }

    /// <summary>Gets the new key's name; null for the old one's with the day and a few random letters.</summary>
    public string? Name { get; init; }

    /// <summary>Gets when the new key expires, at most three years from now; null for six months from now.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets how long a new key may take until the registry knows it. Thirty seconds by default.</summary>
    public TimeSpan VerificationTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

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
