namespace Nebius.Registry.Iam;

/// <summary>The state of a registry.</summary>
internal enum RegistryState
{
    /// <summary>It is being made; an answer that names no state says this, too.</summary>
    Creating = 0,

    /// <summary>It can be used.</summary>
    Active = 1,

    /// <summary>It is being deleted.</summary>
    Deleting = 2,

    /// <summary>It is suspended.</summary>
    Suspended = 3,

    /// <summary>A state that came after us.</summary>
    Unknown = -1,
}
