using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Credentials;

/// <summary>A login of docker or podman for exactly this host.</summary>
internal sealed class DockerConfigSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly CredentialChainOptions _options = options;

    public CredentialSourceKind Kind => CredentialSourceKind.DockerConfig;

    public SourcePresence Look(RegistryHost host) => SourcePresence.Absent(_options.Settings.StartDirectory, "not looked at", "nothing");

    public Task<RegistryCredential> GetAsync(RegistryHost host, ChainNotes notes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An absent source was asked.");
}
