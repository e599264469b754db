using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Credentials;

/// <summary>Another identity provider's token, as CI systems have them, exchanged for a service account's access token.</summary>
internal sealed class WorkloadIdentitySource(CredentialChainOptions options) : ICredentialSource
{
    private readonly CredentialChainOptions _options = options;

    public CredentialSourceKind Kind => CredentialSourceKind.WorkloadIdentity;

    public SourcePresence Look(RegistryHost host) => SourcePresence.Absent(_options.Settings.StartDirectory, "not looked at", "nothing");

    public Task<RegistryCredential> GetAsync(RegistryHost host, ChainNotes notes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An absent source was asked.");
}
