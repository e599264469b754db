namespace Nebius.Registry.Doctor;

/// <summary>What a finding means for whoever asked.</summary>
public enum FindingSeverity
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Neither good nor bad: it is so.</summary>
    Information,

    /// <summary>It works, but may surprise.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Bad,
}
