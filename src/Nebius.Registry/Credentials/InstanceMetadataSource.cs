using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Credentials;

/// <summary>The service account of the virtual machine that the build runs on.</summary>
internal sealed class InstanceMetadataSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly CredentialChainOptions _options = options;

    /// <summary>Gets a value indicating whether something on this machine says that it is a virtual machine of Nebius. No network is asked.</summary>
    public static bool HasLocalSign => false;

    public CredentialSourceKind Kind => CredentialSourceKind.InstanceMetadata;

    public SourcePresence Look(RegistryHost host) => SourcePresence.Absent(_options.Settings.StartDirectory, "not looked at", "nothing");

    public Task<RegistryCredential> GetAsync(RegistryHost host, ChainNotes notes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An absent source was asked.");
}
