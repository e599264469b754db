namespace Nebius.Registry;

/// <summary>What a host turned out to be.</summary>
public enum RegistryHostKind
{
    /// <summary>Somebody else's: none of our business.</summary>
    Foreign,

    /// <summary>Ours, or trusted by the environment.</summary>
    Ours,

    /// <summary>Plainly meant as ours, but not written as the SDK needs it.</summary>
    NotCanonical,

    /// <summary>Somebody else's with our name in it.</summary>
    LookAlike,
}

/// <summary>What <see cref="RegistryHost.Examine"/> found.</summary>
/// <param name="Kind">What the host is.</param>
/// <param name="Host">The host, when it may get a credential.</param>
/// <param name="Correction">The canonical form, when it was meant as ours.</param>
public sealed record RegistryHostCheck(RegistryHostKind Kind, RegistryHost? Host, string? Correction)
{
    /// <summary>Gets what stood behind the host, without slashes at its ends; empty when nothing did.</summary>
    public string Path { get; init; } = string.Empty;
}
