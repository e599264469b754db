namespace Nebius.Registry;

// NEBIUS2xxx and 3xxx: warnings.
internal static partial class MessageCodes
{
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
}
