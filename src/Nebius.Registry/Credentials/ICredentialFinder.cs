namespace Nebius.Registry.Credentials;

/// <summary>Finds credentials for registries, and another one when a registry refuses a token that was kept too long.</summary>
public interface ICredentialFinder
{
    /// <summary>Finds the credential for a host.</summary>
    /// <param name="host">The host that the credential is for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The credential, and what the user should know about it.</returns>
    /// <exception cref="NebiusRegistryException">No source has a credential, or the first that has one cannot be used.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken);

    /// <summary>Gets a new token in place of a kept one that the registry refused.</summary>
    /// <param name="refused">What the registry refused.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The new credential; null when the refused one was not kept: a key or token that the user gave stays what it is.</returns>
    /// <exception cref="NebiusRegistryException">There is no new token.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken);
}
