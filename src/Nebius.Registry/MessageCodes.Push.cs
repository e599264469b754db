namespace Nebius.Registry;

// NEBIUS14xx: the push, and what the registry says to it.
internal static partial class MessageCodes
{
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
    public const string UntrustedRealm = "NEBIUS1409";

    /// <summary>The push failed though the registry accepts our credential now.</summary>
    public const string PushFailed = "NEBIUS1410";

    /// <summary>The static key has expired or was revoked.</summary>
    public const string StaticKeyEnded = "NEBIUS1411";

    /// <summary>A build succeeded that should have pushed, and pushed nothing.</summary>
    public const string NothingPushed = "NEBIUS1412";

    /// <summary>What was pushed could not be made an output of the CI job's step.</summary>
    public const string StepOutputNotSet = "NEBIUS1413";

    /// <summary>It can't be guaranteed that the SDK pushes with the credential that was found.</summary>
    public const string IdentityNotGuaranteed = "NEBIUS1414";

    /// <summary>There is no private directory for a file with a credential.</summary>
    public const string NoPrivateDirectory = "NEBIUS1415";
}
