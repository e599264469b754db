namespace Nebius.Registry;

/// <summary>What a client wants to do with a repository.</summary>
public enum RegistryAction
{
    /// <summary>Read from it.</summary>
    Pull,

    /// <summary>Write to it.</summary>
    Push,
}
