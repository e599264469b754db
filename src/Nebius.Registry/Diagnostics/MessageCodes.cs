namespace Nebius.Registry.Diagnostics;

/// <summary>
/// The codes of our messages. <c>NEBIUS1xxx</c> are errors, <c>2xxx</c> warnings that depend only on the project, <c>3xxx</c>
/// warnings that depend on time or environment. A code is never reused; each has a section in docs/messages.md.
/// </summary>
public static class MessageCodes
{
    /// <summary>This SDK or MSBuild is too old, or not .NET's own.</summary>
    public const string UnsupportedSdk = "NEBIUS1001";

    /// <summary>An image was pushed to us, but the hook that hands over the credential did not run.</summary>
    public const string HookDidNotRun = "NEBIUS1002";

    /// <summary>A secret was given as an MSBuild property.</summary>
    public const string SecretAsProperty = "NEBIUS1003";

    /// <summary>A destination for secrets was given as an MSBuild property.</summary>
    public const string DestinationAsProperty = "NEBIUS1004";

    /// <summary>A setting has a value that it does not know.</summary>
    public const string InvalidSetting = "NEBIUS1005";

    /// <summary>Something failed in a way that we did not foresee.</summary>
    public const string Unexpected = "NEBIUS1099";

    /// <summary>The registry's host is not in its canonical form.</summary>
    public const string HostNotCanonical = "NEBIUS1101";

    /// <summary>NebiusRegion and the host that is given disagree.</summary>
    public const string RegionDisagrees = "NEBIUS1102";

    /// <summary>NebiusRegion is no region's name.</summary>
    public const string InvalidRegion = "NEBIUS1103";

    /// <summary>Host and path stand in each other's property.</summary>
    public const string HostInRepository = "NEBIUS1104";

    /// <summary>ContainerRepository begins with another registry id than NebiusRegistryId.</summary>
    public const string RegistryIdDisagrees = "NEBIUS1105";

    /// <summary>NebiusRegistryId is no registry id.</summary>
    public const string InvalidRegistryId = "NEBIUS1106";

    /// <summary>The SDK was told to treat the registry as insecure.</summary>
    public const string InsecureRegistry = "NEBIUS1107";

    /// <summary>A list of trusted hosts has an entry that is no host.</summary>
    public const string InvalidTrustedHost = "NEBIUS1108";

    /// <summary>The API endpoint is neither Nebius's nor trusted.</summary>
    public const string EndpointNotTrusted = "NEBIUS1109";

    /// <summary>The region of a registry cannot be found by its id.</summary>
    public const string RegionNotFound = "NEBIUS1110";

    /// <summary>The registry is in another region than the push goes to.</summary>
    public const string RegistryElsewhere = "NEBIUS1111";

    /// <summary>The registry is being created or deleted, or is suspended.</summary>
    public const string RegistryNotActive = "NEBIUS1112";

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

    /// <summary>IAM refused the exchange.</summary>
    public const string ExchangeRefused = "NEBIUS1301";

    /// <summary>IAM could not be reached.</summary>
    public const string IamUnreachable = "NEBIUS1302";

    /// <summary>IAM answered something that we do not understand.</summary>
    public const string UnexpectedIamAnswer = "NEBIUS1303";

    /// <summary>IAM did not answer in time.</summary>
    public const string IamTimedOut = "NEBIUS1304";

    /// <summary>Nebius's API could not be asked.</summary>
    public const string ApiUnreachable = "NEBIUS1305";

    /// <summary>Nebius's API answered something that we do not understand.</summary>
    public const string UnexpectedApiAnswer = "NEBIUS1306";

    /// <summary>Nebius's API does not accept the access token.</summary>
    public const string ApiUnauthenticated = "NEBIUS1307";

    /// <summary>Nebius's API knows who we are, and says no.</summary>
    public const string ApiDenied = "NEBIUS1308";

    /// <summary>Nebius's API does not know what a call names.</summary>
    public const string ApiNotFound = "NEBIUS1309";

    /// <summary>A quota is used up.</summary>
    public const string QuotaExceeded = "NEBIUS1310";

    /// <summary>A resource of that name is there already.</summary>
    public const string NameTaken = "NEBIUS1311";

    /// <summary>Nebius's API refused a call for what is in it.</summary>
    public const string ApiRefused = "NEBIUS1312";

    /// <summary>A text is no id of the kind that is asked for.</summary>
    public const string InvalidResourceId = "NEBIUS1313";

    /// <summary>A change that Nebius's API began did not end well, or not in time.</summary>
    public const string OperationFailed = "NEBIUS1314";

    /// <summary>A static key cannot expire at that time.</summary>
    public const string InvalidExpiry = "NEBIUS1315";

    /// <summary>A new static key does not work at the registry.</summary>
    public const string KeyNotProven = "NEBIUS1316";

    /// <summary>A static key cannot be rotated.</summary>
    public const string KeyCannotRotate = "NEBIUS1317";

    /// <summary>The new static key is handed over, but the old one is not revoked.</summary>
    public const string RotationIncomplete = "NEBIUS1318";

    /// <summary>A static key's token cannot be written where it shall go.</summary>
    public const string DestinationUnusable = "NEBIUS1319";

    /// <summary>The registry does not accept the credential (401).</summary>
    public const string RegistryUnauthorized = "NEBIUS1401";

    /// <summary>The registry knows who we are, and says no (403).</summary>
    public const string RegistryDenied = "NEBIUS1402";

    /// <summary>The registry id is not known at this host (NAME_UNKNOWN).</summary>
    public const string RegistryUnknown = "NEBIUS1403";

    /// <summary>An image that the build needs is not there (MANIFEST_UNKNOWN).</summary>
    public const string ImageUnknown = "NEBIUS1404";

    /// <summary>The registry's certificate is not accepted.</summary>
    public const string RegistryTls = "NEBIUS1405";

    /// <summary>The registry's host name does not resolve.</summary>
    public const string RegistryDns = "NEBIUS1406";

    /// <summary>A proxy stands in the way.</summary>
    public const string RegistryProxy = "NEBIUS1407";

    /// <summary>The registry did not answer in time, or not at all.</summary>
    public const string RegistryUnreachable = "NEBIUS1408";

    /// <summary>The registry sends us elsewhere for a token.</summary>
    public const string HostileRealm = "NEBIUS1409";

    /// <summary>The push failed though the registry accepts our credential now.</summary>
    public const string PushFailed = "NEBIUS1410";

    /// <summary>The static key has expired or was revoked.</summary>
    public const string StaticKeyEnded = "NEBIUS1411";

    /// <summary>The first segment of the repository is no registry id.</summary>
    public const string FirstSegmentIsNoId = "NEBIUS2001";

    /// <summary>PublishProfile=DefaultContainer pushes nothing for this kind of project.</summary>
    public const string ProfilePushesNothing = "NEBIUS2002";

    /// <summary>A host looks like ours and is not.</summary>
    public const string LookAlikeHost = "NEBIUS2003";

    /// <summary>A file with credentials lies in the repository.</summary>
    public const string CredentialInRepository = "NEBIUS2004";

    /// <summary>A password is in a variable that MSBuild writes into binary logs.</summary>
    public const string PasswordInBinaryLog = "NEBIUS3001";

    /// <summary>A token will expire sooner than asked for.</summary>
    public const string TokenExpiresSoon = "NEBIUS3002";

    /// <summary>A profile says more than one thing, and Nebius's tools do not agree on which counts.</summary>
    public const string ProfileAmbiguous = "NEBIUS3003";

    /// <summary>A login file of docker or podman has something that will surprise.</summary>
    public const string DockerConfigTrap = "NEBIUS3004";

    /// <summary>Tokens cannot be kept on disk as they should be.</summary>
    public const string TokenCacheUnusable = "NEBIUS3005";

    /// <summary>A static key expires soon.</summary>
    public const string StaticKeyExpiresSoon = "NEBIUS3006";

    /// <summary>Returns where a code is explained.</summary>
    /// <param name="code">A code of this class.</param>
    /// <returns>A path relative to the repository and to each of our packages, with a fragment.</returns>
    public static string HelpLink(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return $"docs/messages.md#{code.ToLowerInvariant()}";
    }
}
