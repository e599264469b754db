namespace Nebius.Registry;

/// <summary>What is true of the credentials of each source. A new source needs its answer here; a test asks for all of them.</summary>
internal static class CredentialSourceKinds
{
    /// <summary>Tells whether a source gives a credential as the user gave it, and exchanges nothing.</summary>
    public static bool IsGiven(this CredentialSourceKind kind) => kind switch
    {
        CredentialSourceKind.StaticKey or CredentialSourceKind.AccessToken or CredentialSourceKind.DockerConfig => true,
        CredentialSourceKind.AuthorizedKey or CredentialSourceKind.WorkloadIdentity => false,
        CredentialSourceKind.Profile or CredentialSourceKind.Cli or CredentialSourceKind.InstanceMetadata => false,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Tells whether a source gives an access token: only that can call the Nebius API and impersonate an account.</summary>
    public static bool GivesAccessToken(this CredentialSourceKind kind) => kind switch
    {
        CredentialSourceKind.StaticKey or CredentialSourceKind.DockerConfig => false,
        CredentialSourceKind.AccessToken or CredentialSourceKind.AuthorizedKey or CredentialSourceKind.WorkloadIdentity => true,
        CredentialSourceKind.Profile or CredentialSourceKind.Cli or CredentialSourceKind.InstanceMetadata => true,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
