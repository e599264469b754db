namespace Nebius.Registry.Emulator;

/// <summary>What a service account may do in a registry; each right holds the ones before it.</summary>
public enum RegistryRights
{
    None = 0,

    /// <summary>The role viewer.</summary>
    Pull = 1,

    /// <summary>The role editor: pull, push and delete.</summary>
    Push = 2,
}
