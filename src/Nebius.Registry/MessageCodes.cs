using System.Reflection;

namespace Nebius.Registry;

/// <summary>
/// The codes of all messages. <c>NEBIUS1xxx</c> are errors, <c>2xxx</c> warnings that depend only on the project, <c>3xxx</c>
/// warnings that depend on time or environment. A code is never reused; each has a section in docs/messages.md.
/// </summary>
internal static class MessageCodes
{
    // NEBIUS10xx and 11xx: how the build is set up, and which registry is meant.

    /// <summary>This SDK or MSBuild is too old, or not .NET's own.</summary>
    public const string UnsupportedSdk = "NEBIUS1001";

    /// <summary>An image was pushed to a Nebius registry, but the hook that hands over the credential did not run.</summary>
    public const string HookDidNotRun = "NEBIUS1002";

    /// <summary>A secret was given as an MSBuild property.</summary>
    public const string SecretAsProperty = "NEBIUS1003";

    /// <summary>A destination for secrets was given as an MSBuild property.</summary>
    public const string DestinationAsProperty = "NEBIUS1004";

    /// <summary>A setting has an unknown value.</summary>
    public const string InvalidSetting = "NEBIUS1005";

    /// <summary>The repository or a tag of the image isn't valid.</summary>
    public const string InvalidImageName = "NEBIUS1006";

    /// <summary>An unexpected failure.</summary>
    public const string Unexpected = "NEBIUS1099";

    /// <summary>The registry's host is not in its canonical form.</summary>
    public const string HostNotCanonical = "NEBIUS1101";

    /// <summary>NebiusRegion and the host that is given disagree.</summary>
    public const string RegionDisagrees = "NEBIUS1102";

    /// <summary>NebiusRegion isn't the name of a region.</summary>
    public const string InvalidRegion = "NEBIUS1103";

    /// <summary>Host and path stand in each other's property.</summary>
    public const string HostInRepository = "NEBIUS1104";

    /// <summary>ContainerRepository begins with a registry ID other than NebiusRegistryId.</summary>
    public const string RegistryIdDisagrees = "NEBIUS1105";

    /// <summary>NebiusRegistryId isn't a registry ID.</summary>
    public const string InvalidRegistryId = "NEBIUS1106";

    /// <summary>The SDK was told to treat the registry as insecure.</summary>
    public const string InsecureRegistry = "NEBIUS1107";

    /// <summary>A list of trusted hosts has an entry that isn't a host.</summary>
    public const string InvalidTrustedHost = "NEBIUS1108";

    /// <summary>The API endpoint is neither an address of Nebius nor trusted.</summary>
    public const string EndpointNotTrusted = "NEBIUS1109";

    /// <summary>The region of a registry can't be found by its ID.</summary>
    public const string RegionNotFound = "NEBIUS1110";

    /// <summary>The registry is in a region other than the one that the push goes to.</summary>
    public const string RegistryElsewhere = "NEBIUS1111";

    /// <summary>The registry is being created or deleted, or is suspended.</summary>
    public const string RegistryNotActive = "NEBIUS1112";

    // NEBIUS12xx: the credential sources.

    /// <summary>No credential source has a credential.</summary>
    public const string NoCredential = "NEBIUS1201";

    /// <summary>A static key or access token is malformed.</summary>
    public const string MalformedToken = "NEBIUS1202";

    /// <summary>An authorized key is incomplete.</summary>
    public const string AuthorizedKeyIncomplete = "NEBIUS1203";

    /// <summary>The JSON of an authorized key can't be read.</summary>
    public const string AuthorizedKeyMalformed = "NEBIUS1204";

    /// <summary>The private key of an authorized key can't be used.</summary>
    public const string PrivateKeyUnusable = "NEBIUS1205";

    /// <summary>A file with a credential can't be read.</summary>
    public const string CredentialFileUnreadable = "NEBIUS1206";

    /// <summary>A setting has a path where it needs the text itself, or the reverse.</summary>
    public const string TextAndPathMixedUp = "NEBIUS1207";

    /// <summary>Two settings name different credentials.</summary>
    public const string AmbiguousCredential = "NEBIUS1208";

    /// <summary>The credential chain timed out.</summary>
    public const string ChainTimedOut = "NEBIUS1209";

    /// <summary>The configuration of the Nebius CLI can't be read.</summary>
    public const string ConfigMalformed = "NEBIUS1210";

    /// <summary>The profile doesn't exist, or none was chosen.</summary>
    public const string ProfileNotFound = "NEBIUS1211";

    /// <summary>A profile is incomplete or contradicts itself.</summary>
    public const string ProfileIncomplete = "NEBIUS1212";

    /// <summary>Workload identity is only partly set up, or its token isn't valid.</summary>
    public const string WorkloadIdentityIncomplete = "NEBIUS1213";

    /// <summary>The CI system didn't issue its token.</summary>
    public const string CiTokenUnavailable = "NEBIUS1214";

    /// <summary>A login file of Docker or Podman can't be read.</summary>
    public const string DockerConfigMalformed = "NEBIUS1215";

    /// <summary>A Docker credential helper failed.</summary>
    public const string CredentialHelperFailed = "NEBIUS1216";

    /// <summary>The Nebius CLI returned no token.</summary>
    public const string CliFailed = "NEBIUS1217";

    /// <summary>The metadata service of the virtual machine returned no token.</summary>
    public const string MetadataUnavailable = "NEBIUS1218";

    /// <summary>Impersonation was requested with a credential that can't impersonate.</summary>
    public const string CannotImpersonate = "NEBIUS1219";

    // NEBIUS13xx: IAM, the Nebius API and static keys.

    /// <summary>IAM refused the token exchange.</summary>
    public const string ExchangeRefused = "NEBIUS1301";

    /// <summary>IAM can't be reached.</summary>
    public const string IamUnreachable = "NEBIUS1302";

    /// <summary>The response of IAM can't be read.</summary>
    public const string UnexpectedIamAnswer = "NEBIUS1303";

    /// <summary>The request to IAM timed out.</summary>
    public const string IamTimedOut = "NEBIUS1304";

    /// <summary>The Nebius API can't be reached.</summary>
    public const string ApiUnreachable = "NEBIUS1305";

    /// <summary>The response of the Nebius API can't be read.</summary>
    public const string UnexpectedApiAnswer = "NEBIUS1306";

    /// <summary>The Nebius API rejects the access token.</summary>
    public const string ApiUnauthenticated = "NEBIUS1307";

    /// <summary>The Nebius API accepts the access token, but denies the call.</summary>
    public const string ApiDenied = "NEBIUS1308";

    /// <summary>The Nebius API doesn't find the resource that a call names.</summary>
    public const string ApiNotFound = "NEBIUS1309";

    /// <summary>A quota is used up.</summary>
    public const string QuotaExceeded = "NEBIUS1310";

    /// <summary>A resource with that name already exists.</summary>
    public const string NameTaken = "NEBIUS1311";

    /// <summary>The Nebius API refused the content of a call.</summary>
    public const string ApiRefused = "NEBIUS1312";

    /// <summary>A text isn't an ID of the expected kind.</summary>
    public const string InvalidResourceId = "NEBIUS1313";

    /// <summary>An operation of the Nebius API failed or timed out.</summary>
    public const string OperationFailed = "NEBIUS1314";

    /// <summary>A static key can't expire at that time.</summary>
    public const string InvalidExpiry = "NEBIUS1315";

    /// <summary>The registry doesn't accept a new static key.</summary>
    public const string KeyNotProven = "NEBIUS1316";

    /// <summary>A static key can't be rotated.</summary>
    public const string KeyCannotRotate = "NEBIUS1317";

    /// <summary>The new static key is in place, but the old one isn't revoked.</summary>
    public const string RotationIncomplete = "NEBIUS1318";

    /// <summary>The token of a static key can't be written to its destination.</summary>
    public const string DestinationUnusable = "NEBIUS1319";

    /// <summary>Several static keys of a project have the name that was given.</summary>
    public const string StaticKeyNameAmbiguous = "NEBIUS1320";

    // NEBIUS14xx: the push, and how the registry responds.

    /// <summary>The registry rejects the credential (401).</summary>
    public const string RegistryUnauthorized = "NEBIUS1401";

    /// <summary>The registry accepts the credential, but denies the action (403).</summary>
    public const string RegistryDenied = "NEBIUS1402";

    /// <summary>The registry ID isn't known at this host (NAME_UNKNOWN).</summary>
    public const string RegistryUnknown = "NEBIUS1403";

    /// <summary>An image that the build needs doesn't exist (MANIFEST_UNKNOWN).</summary>
    public const string ImageUnknown = "NEBIUS1404";

    /// <summary>The certificate of the registry isn't trusted.</summary>
    public const string RegistryTls = "NEBIUS1405";

    /// <summary>The host name of the registry doesn't resolve.</summary>
    public const string RegistryDns = "NEBIUS1406";

    /// <summary>The proxy refused the connection.</summary>
    public const string RegistryProxy = "NEBIUS1407";

    /// <summary>The registry can't be reached, or the request timed out.</summary>
    public const string RegistryUnreachable = "NEBIUS1408";

    /// <summary>The registry sends clients to another host for a token.</summary>
    public const string UntrustedRealm = "NEBIUS1409";

    /// <summary>The push failed although the registry accepts the credential.</summary>
    public const string PushFailed = "NEBIUS1410";

    /// <summary>The static key has expired or was revoked.</summary>
    public const string StaticKeyEnded = "NEBIUS1411";

    /// <summary>A build that should have pushed succeeded, and pushed nothing.</summary>
    public const string NothingPushed = "NEBIUS1412";

    /// <summary>What was pushed can't be set as an output of the CI step.</summary>
    public const string StepOutputNotSet = "NEBIUS1413";

    /// <summary>It can't be guaranteed that the SDK pushes with the credential that was found.</summary>
    public const string IdentityNotGuaranteed = "NEBIUS1414";

    /// <summary>There is no private directory for a file with a credential.</summary>
    public const string NoPrivateDirectory = "NEBIUS1415";

    /// <summary>PublishContainer ran without a publish before it, so there is nothing to make an image of.</summary>
    public const string NothingPublished = "NEBIUS1416";

    /// <summary>The SDK can't write the layers of an image.</summary>
    public const string SdkLayerCacheUnwritable = "NEBIUS1417";

    // NEBIUS15xx: external programs.

    /// <summary>An external program isn't installed or can't be started.</summary>
    public const string ToolNotFound = "NEBIUS1501";

    /// <summary>An external program failed.</summary>
    public const string ToolFailed = "NEBIUS1502";

    // NEBIUS16xx: Helm charts.

    /// <summary>A chart isn't valid for helm.</summary>
    public const string ChartInvalid = "NEBIUS1601";

    /// <summary>A dependency of a chart is missing.</summary>
    public const string ChartDependencyMissing = "NEBIUS1602";

    /// <summary>A packed chart has a path that leads out of its directory.</summary>
    public const string ChartUnsafe = "NEBIUS1603";

    /// <summary>The registry has another chart with this name and version.</summary>
    public const string ChartTagTaken = "NEBIUS1604";

    /// <summary>The repository of a chart isn't valid.</summary>
    public const string ChartRepositoryInvalid = "NEBIUS1605";

    /// <summary>A chart or its package can't be read or written.</summary>
    public const string ChartNotWritten = "NEBIUS1606";

    /// <summary>The Nebius registry for the charts isn't set.</summary>
    public const string ChartRegistryMissing = "NEBIUS1607";

    /// <summary>Two charts would have the same tag.</summary>
    public const string ChartTwice = "NEBIUS1608";

    /// <summary>A link in a chart leads out of the chart.</summary>
    public const string LinkLeadsOut = "NEBIUS1609";

    /// <summary>A pipe, a device or a directory is in the place of a file.</summary>
    public const string NotARegularFile = "NEBIUS1610";

    /// <summary>A file of a chart changed while it was read.</summary>
    public const string ChartFileChanged = "NEBIUS1611";

    /// <summary>The tag holds something other than a chart.</summary>
    public const string ChartTagHoldsOther = "NEBIUS1613";

    /// <summary>The push of a chart timed out.</summary>
    public const string ChartPushTimedOut = "NEBIUS1614";

    // NEBIUS17xx: configuration files of Docker and Podman, and the credential helper that they name.

    /// <summary>The program that Docker starts for a credential helper isn't on PATH.</summary>
    public const string HelperNotOnPath = "NEBIUS1701";

    /// <summary>A configuration file of Docker or Podman can't be edited.</summary>
    public const string ConfigFileNotEdited = "NEBIUS1702";

    /// <summary>A login can't be stored where it would be read.</summary>
    public const string LoginNotKept = "NEBIUS1703";

    /// <summary>The command's standard output is closed or full.</summary>
    public const string OutputClosed = "NEBIUS1707";

    /// <summary>A pull secret would have an access token.</summary>
    public const string PullSecretWouldExpire = "NEBIUS1708";

    // NEBIUS18xx: the doctor.

    /// <summary>The doctor found an error.</summary>
    public const string DoctorFoundTrouble = "NEBIUS1801";

    // NEBIUS19xx: copies.

    /// <summary>The source of a copy isn't an image, or is damaged.</summary>
    public const string CopySourceInvalid = "NEBIUS1901";

    /// <summary>An entry of NebiusCopyTo isn't a registry.</summary>
    public const string InvalidCopyDestination = "NEBIUS1902";

    /// <summary>A copy goes to a registry twice, or to the one that is pushed to.</summary>
    public const string CopyDestinationTwice = "NEBIUS1903";

    /// <summary>NebiusCopyTo is set for an image or a chart that isn't pushed to a Nebius registry.</summary>
    public const string CopyWithoutTarget = "NEBIUS1904";

    /// <summary>The source or a target of a copy isn't an image or a registry.</summary>
    public const string InvalidCopyReference = "NEBIUS1907";

    /// <summary>A registry refuses an index whose images aren't all there.</summary>
    public const string IncompleteIndexRefused = "NEBIUS1908";

    /// <summary>A registry accepted a blob, and doesn't have it.</summary>
    public const string CopiedContentMissing = "NEBIUS1909";

    // NEBIUS2xxx and 3xxx: warnings.

    /// <summary>The first segment of the repository isn't a registry ID.</summary>
    public const string FirstSegmentIsNoId = "NEBIUS2001";

    /// <summary>PublishProfile=DefaultContainer pushes nothing for this kind of project.</summary>
    public const string ProfilePushesNothing = "NEBIUS2002";

    /// <summary>A host looks like a Nebius registry, but isn't one.</summary>
    public const string LookAlikeHost = "NEBIUS2003";

    /// <summary>A file with credentials is in the Git repository.</summary>
    public const string CredentialInRepository = "NEBIUS2004";

    /// <summary>A Nebius setting is there, but no registry is named, so the image goes to the local container daemon.</summary>
    public const string GoesToLocalDaemon = "NEBIUS2005";

    /// <summary>No chart is left to push.</summary>
    public const string NoCharts = "NEBIUS2018";

    /// <summary>A password is in a variable that MSBuild writes into binary logs.</summary>
    public const string PasswordInBinaryLog = "NEBIUS3001";

    /// <summary>A token expires sooner than required.</summary>
    public const string TokenExpiresSoon = "NEBIUS3002";

    /// <summary>A profile is ambiguous, and the Nebius tools read it differently.</summary>
    public const string ProfileAmbiguous = "NEBIUS3003";

    /// <summary>A login file of Docker or Podman has an entry with an unexpected effect.</summary>
    public const string DockerConfigTrap = "NEBIUS3004";

    /// <summary>The token cache on disk can't be used.</summary>
    public const string TokenCacheUnusable = "NEBIUS3005";

    /// <summary>A static key expires soon.</summary>
    public const string StaticKeyExpiresSoon = "NEBIUS3006";

    /// <summary>Two projects push the same tag at the same time.</summary>
    public const string TagPushedTwice = "NEBIUS3007";

    /// <summary>PublishContainer ran without a publish before it, and what an earlier publish left is older than the sources.</summary>
    public const string OldFilesPushed = "NEBIUS3008";

    // The release's files, with a slash at the end. eng/Packages.targets sets it where the repository's address is known.
    private static readonly string? DocumentationUrl = typeof(MessageCodes).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == "DocumentationUrl")?.Value;

    /// <summary>Returns where a code is explained.</summary>
    /// <param name="code">A code of this class.</param>
    /// <returns>
    /// An https address with a fragment. A library that was built without the repository's address has a path relative to the repository
    /// instead.
    /// </returns>
    public static string HelpLink(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return $"{DocumentationUrl}docs/messages.md#{code.ToLowerInvariant()}";
    }
}
