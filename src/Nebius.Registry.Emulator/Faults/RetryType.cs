namespace Nebius.Registry.Emulator;

/// <summary>What a service says of trying again; the names and numbers of nebius.common.v1.ServiceError.RetryType.</summary>
public enum RetryType
{
    Unspecified = 0,

    /// <summary>The same call may succeed.</summary>
    Call = 1,

    /// <summary>What led to the call must be done again.</summary>
    UnitOfWork = 2,

    /// <summary>It will not get better.</summary>
    Nothing = 3,
}
