namespace Nebius.Registry;

// NEBIUS12xx: what the sources of credentials have.
internal static partial class MessageCodes
{
    /// <summary>No source has a credential.</summary>
    public const string NoCredential = "NEBIUS1201";

    /// <summary>A static key or access token is malformed.</summary>
    public const string MalformedToken = "NEBIUS1202";

    /// <summary>An authorized key is incomplete.</summary>
    public const string AuthorizedKeyIncomplete = "NEBIUS1203";

    /// <summary>An authorized key's JSON cannot be read.</summary>
    public const string AuthorizedKeyMalformed = "NEBIUS1204";

    /// <summary>An authorized key's private key cannot be used.</summary>
    public const string PrivateKeyUnusable = "NEBIUS1205";

    /// <summary>A file with a credential cannot be read.</summary>
    public const string CredentialFileUnreadable = "NEBIUS1206";

    /// <summary>A path stands where a text belongs, or the reverse.</summary>
    public const string TextAndPathMixedUp = "NEBIUS1207";

    /// <summary>Two settings name different credentials.</summary>
    public const string AmbiguousCredential = "NEBIUS1208";

    /// <summary>The credential chain took longer than it may.</summary>
    public const string ChainTimedOut = "NEBIUS1209";

    /// <summary>The CLI's configuration cannot be read.</summary>
    public const string ConfigMalformed = "NEBIUS1210";

    /// <summary>The profile that was asked for is not there, or none was chosen.</summary>
    public const string ProfileNotFound = "NEBIUS1211";

    /// <summary>A profile lacks something, or says two things at once.</summary>
    public const string ProfileIncomplete = "NEBIUS1212";

    /// <summary>Workload identity is set up in part, or its token cannot be one.</summary>
    public const string WorkloadIdentityIncomplete = "NEBIUS1213";

    /// <summary>The CI system did not give its token.</summary>
    public const string CiTokenUnavailable = "NEBIUS1214";

    /// <summary>A login file of docker or podman cannot be read.</summary>
    public const string DockerConfigMalformed = "NEBIUS1215";

    /// <summary>A credential helper of docker cannot be used.</summary>
    public const string CredentialHelperFailed = "NEBIUS1216";

    /// <summary>The Nebius CLI gave no token.</summary>
    public const string CliFailed = "NEBIUS1217";

    /// <summary>The virtual machine's metadata service gave no token.</summary>
    public const string MetadataUnavailable = "NEBIUS1218";

    /// <summary>Impersonation was asked for with a credential that cannot impersonate.</summary>
    public const string CannotImpersonate = "NEBIUS1219";
}
