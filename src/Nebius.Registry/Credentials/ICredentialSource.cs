namespace Nebius.Registry.Credentials;

/// <summary>
/// One place where a credential may come from. It is asked twice: whether it can (cheap, no network), and then to get.
/// Absent means that the next source is asked; present but unusable is an error of <see cref="GetAsync"/>, never a step to the next.
/// </summary>
internal interface ICredentialSource
{
    CredentialSourceKind Kind { get; }

    /// <param name="host">The registry that the credential is for; null for an access token for Nebius's API.</param>
    SourceAvailability Check(RegistryHost? host);

    /// <param name="host">As for <see cref="Check"/>.</param>
    /// <param name="notes">Takes what the user should know.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="NebiusRegistryException">The source is there, but incomplete, malformed, expired or refused.</exception>
    Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog notes, CancellationToken cancellationToken);
}
