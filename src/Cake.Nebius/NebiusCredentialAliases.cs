using Cake.Core;
using Cake.Core.Annotations;
using Cake.Nebius.Credentials;
using Nebius.Registry;
using Nebius.Registry.Credentials;

namespace Cake.Nebius;

/// <summary>Credentials for Nebius Container Registry and for the Nebius API.</summary>
[CakeAliasCategory("Nebius")]
[CakeNamespaceImport("Cake.Nebius")]
[CakeNamespaceImport("Nebius.Registry")]
[CakeNamespaceImport("Nebius.Registry.Credentials")]
public static class NebiusCredentialAliases
{
    /// <summary>
    /// Finds the credential for a registry: a static key, an access token, an authorized key, workload identity, a docker login, a profile
    /// of the Nebius CLI, whichever there is first.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="hostOrRegion">
    /// The registry's host, such as <c>cr.eu-west1.nebius.cloud</c>, or its region alone; empty for the registry of NEBIUS_REGION or
    /// NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="settings">Where it comes from; null for what the environment has.</param>
    /// <returns>
    /// The credential. Its text never shows the password; <c>Password.Reveal()</c> does, and is for the place where it leaves the process.
    /// </returns>
    /// <exception cref="CakeException">
    /// No credential was found, or the first one that is set can't be used. The message has the code and what to do.
    /// </exception>
    /// <example>
    /// <code>
    /// Task("Who-Pushes").Does(() =>
    /// {
    ///     var credential = NebiusRegistryCredentials("eu-west1");
    ///     Information("{0} with {1}, until {2}", credential.UserName, credential.Source, credential.ExpiresAt);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Credentials")]
    public static RegistryCredential NebiusRegistryCredentials(
        this ICakeContext context, string hostOrRegion = "", NebiusCredentialSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        return ErrorBoundary.Coded(async cancellationToken =>
        {
            var session = new CredentialSession(context, settings);
            var host = await session.HostOfAsync(hostOrRegion, cancellationToken).ConfigureAwait(false);
            var credential = await session.ResolveAsync(host, "credential for", cancellationToken).ConfigureAwait(false);
            session.MaskIfMinted(credential.Source, credential.Password);
            return credential;
        });
    }

    /// <summary>Finds an access token for the Nebius API; static keys and docker logins aren't access tokens.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">Where it comes from; null for what the environment has.</param>
    /// <returns>The token. Its text never shows it; <c>Token.Reveal()</c> does.</returns>
    /// <exception cref="CakeException">
    /// No credential was found, or the first one that is set can't be used. The message has the code and what to do.
    /// </exception>
    /// <example>
    /// <code>
    /// Task("Token").Does(() =>
    /// {
    ///     var token = NebiusAccessToken(new NebiusCredentialSettings { Profile = "ci" });
    ///     Information("from {0}, until {1}", token.Origin, token.ExpiresAt);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Credentials")]
    public static ApiToken NebiusAccessToken(this ICakeContext context, NebiusCredentialSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ErrorBoundary.Coded(async cancellationToken =>
        {
            var session = new CredentialSession(context, settings);
            var token = await session.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
            session.MaskIfMinted(token.Source, token.Token);
            return token;
        });
    }
}
