namespace Nebius.Registry;

// NEBIUS17xx: files of docker and podman, and the helper that they name.
internal static partial class MessageCodes
{
    /// <summary>The program that docker would start for a helper is not on PATH.</summary>
    public const string HelperNotOnPath = "NEBIUS1701";

    /// <summary>A file of docker or podman was not edited.</summary>
    public const string ConfigFileNotEdited = "NEBIUS1702";

    /// <summary>There is no place for a login, or none where it would be read.</summary>
    public const string LoginNotKept = "NEBIUS1703";

    /// <summary>The command's standard output is closed or full.</summary>
    public const string OutputClosed = "NEBIUS1707";
}
