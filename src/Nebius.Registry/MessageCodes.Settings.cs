namespace Nebius.Registry;

// NEBIUS10xx and 11xx: how the build is set up, and which registry is meant.
internal static partial class MessageCodes
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
}
