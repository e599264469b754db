using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Credentials;

/// <summary>The Nebius CLI, asked for a token.</summary>
internal sealed class CliSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly CredentialChainOptions _options = options;

    public CredentialSourceKind Kind => CredentialSourceKind.Cli;

    public SourcePresence Look(RegistryHost host) => SourcePresence.Absent(_options.Settings.StartDirectory, "not looked at", "nothing");

    public Task<RegistryCredential> GetAsync(RegistryHost host, ChainNotes notes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An absent source was asked.");
}
