namespace Nebius.Registry.Iam.Rpc;

/// <summary>What kind of failure a call ended in.</summary>
internal enum RpcFailureKind
{
    /// <summary>The service said no.</summary>
    Refused,

    /// <summary>The service could not be reached, or is not able to answer.</summary>
    Unreachable,

    /// <summary>The service, or something in its place, answered what we do not understand.</summary>
    Unexpected,

    /// <summary>The service said that it took too long itself.</summary>
    TimedOut,

    /// <summary>There was no answer in the time that we give to a call with all its attempts.</summary>
    OutOfTime,
}
