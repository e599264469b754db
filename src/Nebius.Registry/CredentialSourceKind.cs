namespace Nebius.Registry;

/// <summary>
/// The sources that a credential may come from, in the order in which <c>Auto</c> asks them. Those that it never asks come last.
/// </summary>
public enum CredentialSourceKind
{
    /// <summary>A static key issued for CONTAINER_REGISTRY.</summary>
    StaticKey,

    /// <summary>An access token that the user gave.</summary>
    AccessToken,

    /// <summary>A service account's authorized key, exchanged for an access token.</summary>
    AuthorizedKey,

    /// <summary>Another identity provider's token, as CI systems have them, exchanged for a service account's access token.</summary>
    WorkloadIdentity,

    /// <summary>A login of docker or podman for exactly this host.</summary>
    DockerConfig,

    /// <summary>A profile of the Nebius CLI's configuration.</summary>
    Profile,

    /// <summary>The Nebius CLI itself.</summary>
    Cli,

    /// <summary>
    /// The service account of the virtual machine that the build runs on. Asked only when named: a shared runner's identity is
    /// nobody's.
    /// </summary>
    InstanceMetadata,
}
