namespace Nebius.Registry.Iam;

/// <summary>What Nebius's API says of a registry.</summary>
internal sealed record RegistryInfo
{
    /// <summary>Gets its id, such as <c>registry-e00abc</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets its host as the API names it, not yet looked at by <see cref="RegistryHost.Examine"/>; empty when it names none.</summary>
    public required string Host { get; init; }

    /// <summary>Gets its state.</summary>
    public required RegistryState State { get; init; }
}
