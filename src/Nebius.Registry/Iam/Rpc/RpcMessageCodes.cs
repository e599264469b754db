namespace Nebius.Registry.Iam.Rpc;

/// <summary>The codes of the failures that every call may have.</summary>
/// <param name="Unreachable">It could not be reached.</param>
/// <param name="TimedOut">It did not answer in time.</param>
/// <param name="Unexpected">It answered what we do not understand.</param>
internal sealed record RpcMessageCodes(string Unreachable, string TimedOut, string Unexpected)
{
    /// <summary>Gets those of an exchange.</summary>
    public static RpcMessageCodes OfExchange { get; } = new(MessageCodes.IamUnreachable, MessageCodes.IamTimedOut, MessageCodes.UnexpectedIamAnswer);

    /// <summary>Gets those of all other calls.</summary>
    public static RpcMessageCodes OfApi { get; } = new(MessageCodes.ApiUnreachable, MessageCodes.ApiUnreachable, MessageCodes.UnexpectedApiAnswer);
}
