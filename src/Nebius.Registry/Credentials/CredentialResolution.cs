namespace Nebius.Registry.Credentials;

/// <summary>What a chain found.</summary>
public sealed record CredentialResolution
{
    /// <summary>Gets the credential; null when the SDK's own reading of docker's files is left to find it, see <see cref="LeftToSdk"/>.</summary>
    public RegistryCredential? Credential { get; init; }

    /// <summary>Gets the docker or podman login that the SDK will use by itself; null when there is a <see cref="Credential"/>.</summary>
    public string? LeftToSdk { get; init; }

    /// <summary>Gets what the user should know, a line each: a source that is set too but was not used, a cache that could not be.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets what the user should look at: a token that may end before the push does, a key in the repository.</summary>
    public IReadOnlyList<Advice> Warnings { get; init; } = [];
}
