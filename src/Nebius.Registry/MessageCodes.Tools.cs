namespace Nebius.Registry;

// NEBIUS15xx: programs that others made.
internal static partial class MessageCodes
{
    /// <summary>A program that a login needs is not there, or is not started.</summary>
    public const string ToolNotFound = "NEBIUS1501";

    /// <summary>A program did not log in or out.</summary>
    public const string ToolFailed = "NEBIUS1502";
}
