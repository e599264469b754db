namespace Nebius.Registry.Credentials;

/// <summary>What a chain found.</summary>
public sealed record CredentialResolution
{
    /// <summary>Gets the credential.</summary>
    public required RegistryCredential Credential { get; init; }

    /// <summary>Gets one line for each source that is set too, but was not used.</summary>
    public IReadOnlyList<string> Shadowed { get; init; } = [];

    /// <summary>Gets why the token may end before the push does; null when it lives long enough or its end is not known.</summary>
    public string? ExpiryWarning { get; init; }
}
