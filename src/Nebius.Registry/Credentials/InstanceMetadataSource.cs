namespace Nebius.Registry.Credentials;

/// <summary>The service account of the virtual machine that the build runs on.</summary>
internal sealed class InstanceMetadataSource(CredentialChainOptions options) : ICredentialSource
{
    /// <summary>Gets a value indicating whether something on this machine says that it is a virtual machine of Nebius. No network is asked.</summary>
    public static bool HasLocalSign => VirtualMachineDetector.AreUnder("/");

    public CredentialSourceKind Kind => CredentialSourceKind.InstanceMetadata;

    // Whoever names it means it; only the network could tell more.
    public SourceAvailability Check(RegistryHost? host) => SourceAvailability.Present("this virtual machine's metadata service");

    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog notes, CancellationToken cancellationToken)
    {
        var namedBy = SourceSelection.From(options.Settings).Origin ?? "The list of credential sources";
        var token = await new InstanceMetadata(options).GetAsync(InstanceMetadata.WellKnownAddress, namedBy, cancellationToken).ConfigureAwait(false);
        return new SourceCredential
        {
            Password = token.Token,
            Source = Kind,
            Origin = "this virtual machine's metadata service",
            ExpiresAt = token.ExpiresAt,
        };
    }
}
