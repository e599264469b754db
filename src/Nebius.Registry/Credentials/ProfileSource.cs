using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Credentials;

/// <summary>A profile of the Nebius CLI's configuration.</summary>
internal sealed class ProfileSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly CredentialChainOptions _options = options;

    public CredentialSourceKind Kind => CredentialSourceKind.Profile;

    public SourcePresence Look(RegistryHost host) => SourcePresence.Absent(_options.Settings.StartDirectory, "not looked at", "nothing");

    public Task<RegistryCredential> GetAsync(RegistryHost host, ChainNotes notes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An absent source was asked.");
}
