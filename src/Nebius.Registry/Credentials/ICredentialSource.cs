using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Credentials;

/// <summary>
/// One place where a credential may come from. It is asked twice: whether it can (cheap, no network), and then to get.
/// Absent means that the next source is asked; present but unusable is an error of <see cref="GetAsync"/>, never a step to the next.
/// </summary>
internal interface ICredentialSource
{
    CredentialSourceKind Kind { get; }

    SourcePresence Look(RegistryHost host);

    /// <exception cref="NebiusRegistryException">The source is there, but incomplete, malformed, expired or refused.</exception>
    Task<RegistryCredential> GetAsync(RegistryHost host, ChainNotes notes, CancellationToken cancellationToken);
}
