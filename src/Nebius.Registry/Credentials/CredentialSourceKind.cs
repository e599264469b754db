namespace Nebius.Registry.Credentials;

/// <summary>The sources that a credential may come from, in the order in which <c>Auto</c> asks them.</summary>
public enum CredentialSourceKind
{
    /// <summary>A static key issued for CONTAINER_REGISTRY.</summary>
    StaticKey,

    /// <summary>An access token that the user gave.</summary>
    AccessToken,

    /// <summary>A service account's authorized key, exchanged for an access token.</summary>
    AuthorizedKey,
}
