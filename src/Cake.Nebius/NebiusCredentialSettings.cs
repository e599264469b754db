using Cake.Core.IO;
using Nebius.Registry;

namespace Cake.Nebius;

/// <summary>
/// Where a credential comes from. What is not set here is read from the environment, by the names that Nebius.Registry.Build reads too.
/// </summary>
public sealed class NebiusCredentialSettings
{
    /// <summary>Gets or sets the sources to try, in order, joined by <c>+</c>, such as <c>StaticKey+WorkloadIdentity</c>.</summary>
    public string? Sources { get; set; }

    /// <summary>
    /// Gets or sets the token of a static key that the script has from elsewhere, such as a vault. It is used in place of
    /// <c>NEBIUS_REGISTRY_STATIC_KEY</c>, for every region.
    /// </summary>
    public Secret? StaticKey { get; set; }

    /// <summary>Gets or sets the file that holds the token of a static key, for every region; it is read for each call.</summary>
    public FilePath? StaticKeyFile { get; set; }

    /// <summary>Gets or sets an access token that the script has from elsewhere. It is used in place of <c>NEBIUS_IAM_TOKEN</c>.</summary>
    public Secret? AccessToken { get; set; }

    /// <summary>Gets or sets the file of a service account's authorized key, in JSON.</summary>
    public FilePath? AuthorizedKeyFile { get; set; }

    /// <summary>Gets or sets the service account, for workload identity or for a key in parts.</summary>
    public string? ServiceAccountId { get; set; }

    /// <summary>Gets or sets the id of a key in parts.</summary>
    public string? PublicKeyId { get; set; }

    /// <summary>Gets or sets the file of the private key of a key in parts, as PEM.</summary>
    public FilePath? PrivateKeyFile { get; set; }

    /// <summary>Gets or sets the profile of the Nebius CLI's configuration.</summary>
    public string? Profile { get; set; }

    /// <summary>Gets or sets where exchanged tokens are cached: <c>Auto</c>, <c>Shared</c>, <c>Private</c> or <c>Memory</c>.</summary>
    public string? TokenCache { get; set; }

    /// <summary>Gets or sets how long a cached token must still live to be used; 30 minutes when it is null.</summary>
    public TimeSpan? TokenMinimumLifetime { get; set; }
}
